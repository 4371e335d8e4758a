using Saccade.Errors;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tests.Reference;
using Saccade.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Networks;

/// <summary>Rollouts with the sensor of other devices, here on the CPU, against those with the sensor of the CPU.</summary>
[Collection(TorchTests.Name)]
public sealed class RolloutStateTests
{
    public static TheoryData<ModelOptions> Models => new()
    {
        Synthetic.Tiny,
        Synthetic.Tiny with { FirstLocation = FirstLocation.Learned, Core = CoreKind.Lstm, GlimpseForm = GlimpseForm.Concatenated },
        Synthetic.Tiny with
        {
            FirstLocation = FirstLocation.Centre,
            Sensor = new() { PatchSide = 2, Scales = 3, Reach = 0.8 },
            InputScale = 3,
            InputSum = true,
        },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Whole_rollouts_are_the_same_to_the_bit(ModelOptions options)
    {
        using RecurrentAttentionModel model = new(options, RandomKey.FromSeed(1));
        Assert.Equal(Roll(model, sensorOnDevice: false), Roll(model, sensorOnDevice: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mean_that_is_not_finite_is_reported(bool sensorOnDevice)
    {
        using RecurrentAttentionModel model = new(Synthetic.Tiny, RandomKey.FromSeed(1));
        Synthetic.Set(model.LocationNetwork, "mean.bias", float.NaN, 0);
        Assert.Contains("mean became NaN", Assert.ThrowsAny<SaccadeException>(() => Roll(model, sensorOnDevice)).Message);
    }

    /// <summary>All numbers of two rollouts of each image, where every glimpse is shown other images.</summary>
    private static float[] Roll(RecurrentAttentionModel model, bool sensorOnDevice)
    {
        using DisposeScope outer = NewDisposeScope(), scope = NewDisposeScope();
        RolloutState state = new(model, Synthetic.TinySize, Synthetic.TinyNoise(rows: 10), default, sensorOnDevice);
        for (int t = 0; t < 3; t++)
        {
            state.Show(new Frames(Synthetic.TinyBatch(seed: t)));
            state.TakeGlimpse();
        }
        Rollout rollout = state.End(scope);
        Tensor[] all =
        [
            rollout.Locations, rollout.Samples!, rollout.Means!, rollout.Baselines!, rollout.Hidden, rollout.GlimpseScores, rollout.Scores,
        ];
        return [.. all.SelectMany(Synthetic.Values)];
    }
}
