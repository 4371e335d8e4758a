using Saccade.Cpu.Kernels;
using Saccade.Cpu.Threading;
using Saccade.Policy;

namespace Saccade.Cpu.Networks;

/// <summary>Dropout of g_t in training (Srivastava et al., 2014); the noise of a rollout decides which features it drops.</summary>
internal sealed class Dropout(ModelOptions model, CoreBuffers core)
{
    /// <summary>Drops features of glimpse t. The noise of these rollouts starts at row <paramref name="first"/>.</summary>
    public void Forward(int t, RolloutNoise noise, int first, GroupMember member) => Drop(t, core.Features(t), noise, first, member);

    /// <summary>The gradient of a feature that was dropped is 0, and that of another one is scaled like the feature.</summary>
    public void Backward(RolloutNoise noise, int first, GroupMember member)
    {
        for (int t = 0; t < noise.Glimpses; t++)
        {
            Drop(t, core.FeatureGradients(t), noise, first, member);
        }
    }

    private void Drop(int t, Matrix features, RolloutNoise noise, int first, GroupMember member)
    {
        if (noise.Dropout == 0)
        {
            return;
        }
        for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
        {
            noise.Drop(t, first + i, features.Row(i)[..model.GlimpseFeatures]);
        }
        member.Wait();
    }
}
