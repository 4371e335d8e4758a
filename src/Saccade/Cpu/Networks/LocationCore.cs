using Saccade.Cpu.Kernels;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>
/// The upper layer of a core of two (Ba, Mnih and Kavukcuoglu, 2015, §3): u_t from h_t and u_{t−1}. It chooses locations; the lower one
/// classifies. The context network, if any, has written u_0.
/// </summary>
internal sealed class LocationCore
{
    private readonly CoreBuffers _lower;
    private readonly ICore _core;

    public LocationCore(ModelOptions model, NetworkContext context, CoreBuffers lower)
    {
        _lower = lower;
        Buffers = new CoreBuffers(model.Hidden, model.Hidden, featuresAreRelu: model.Core == CoreKind.Relu, context);
        _core = AttentionNetworks.CreateCore("location_core", model, context, Buffers, givenStart: model.Context.GivesState);
    }

    /// <summary>h_t beside u_{t−1}.</summary>
    public CoreBuffers Buffers { get; }

    /// <summary>Starts a member's rollouts.</summary>
    public void Start(GroupMember member) => _core.Start(member);

    /// <summary>From h_{t+1} and u_t to u_{t+1}.</summary>
    public void Forward(int t, GroupMember member)
    {
        Copy(member.OwnRows(_lower.States(t + 1)), member.OwnRows(Buffers.Features(t)));
        member.Wait();
        _core.Forward(t, member);
    }

    /// <summary>Moves u_t of a rollout to another row.</summary>
    public void MoveState(int t, int from, int to) => _core.MoveState(t, from, to);

    /// <summary>From the gradients of u to those of the weights, and adds those of h.</summary>
    public void Backward(int glimpses, GroupMember member)
    {
        _core.Backward(glimpses, earlierStates: true, member);
        for (int t = 0; t < glimpses; t++)
        {
            Matrix from = member.OwnRows(Buffers.FeatureGradients(t)), to = member.OwnRows(_lower.StateGradients(t + 1));
            for (int row = 0; row < from.Rows; row++)
            {
                TensorPrimitives.Add(to.Row(row), from.Row(row), to.Row(row));
            }
        }
    }

    private static void Copy(Matrix from, Matrix to)
    {
        for (int row = 0; row < from.Rows; row++)
        {
            from.Row(row).CopyTo(to.Row(row));
        }
    }
}
