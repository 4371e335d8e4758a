using Saccade.Cpu;
using Saccade.Evaluation;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Training;

namespace Saccade.Tests.Cpu;

/// <summary>Episodes of actions on the CPU engine against the Torch engine.</summary>
[Collection(TorchTests.Name)]
public sealed class CpuCatchTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5);
    private static readonly CatchOptions Rules = new() { Side = 8 };

    private static readonly ModelOptions Player = new()
    {
        Sensor = new() { PatchSide = 3, Scales = 2 },
        Classes = 3,
        Glimpses = 7,
        GlimpseHidden = 10,
        GlimpseFeatures = 12,
        Hidden = 11,
        Core = CoreKind.Lstm,
        InputScale = 4,
    };

    public static TheoryData<ModelOptions, LossOptions> Players => new()
    {
        { Player, new() { LocationWeight = 0.5, Lambda = 0.8 } },
        { Player, new() { LocationWeight = 0.5, LocationReachesCore = true, BaselineReachesCore = true } },
        { Player with { FirstLocation = FirstLocation.Learned }, new() { LocationReachesCore = true, Reduction = GlimpseReduction.Mean } },
        { Player with { Core = CoreKind.Relu }, new() { BaselineReachesCore = true, SubtractBaseline = false } },
        { Player with { RandomGlimpses = true, Core = CoreKind.Relu }, new() },
    };

    [Theory]
    [MemberData(nameof(Players))]
    public void Episodes_losses_and_every_gradient_are_those_of_the_reference(ModelOptions model, LossOptions loss)
    {
        TrainingOptions training = new()
        {
            Loss = loss with { EntropyWeight = 0.1 },
            Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 },
        };
        PolicyMode policy = model.RandomGlimpses ? PolicyMode.Random : PolicyMode.Sample;
        RolloutNoise noise = RolloutNoise.DrawActing(Key, 0, 9, Rules.Steps, policy, sampleActions: true, scale: 0.6);
        using TorchEngine reference = TorchReference.Engine(model, training, Key);
        using CpuEngine fast = new(model, training, Key, threads: 2);
        RolloutBatch expected = reference.Forward(Drawn(), noise), actual = fast.Forward(Drawn(), noise);
        Assert.Equal(9 * Rules.Steps, actual.Actions.Length);
        Assert.Equal(expected.Actions, actual.Actions);
        Assert.Equal(expected.Locations, actual.Locations, Near);
        Assert.Equal(expected.Probabilities, actual.Probabilities, Near);
        Assert.Equal(expected.Values, actual.Values, Near);
        foreach ((GradientNorm norm, GradientNorm found) in reference.MeasureGradients(training, Drawn(), noise).Zip(
            fast.MeasureGradients(training, Drawn(), noise)))
        {
            Assert.Equal((norm.Network, norm.Term), (found.Network, found.Term));
            Assert.Equal(norm.Norm, found.Norm, 1e-4 * (1 + norm.Norm));
        }
        StepReport step = reference.Step(training, Drawn(), noise, 1), same = fast.Step(training, Drawn(), noise, 1);
        Assert.Equal(step.Loss.Action, same.Loss.Action, 1e-4);
        Assert.Equal(step.Loss.Baseline, same.Loss.Baseline, 1e-4);
        Assert.Equal(step.Loss.Location, same.Loss.Location, 1e-3);
        Assert.Equal(step.Loss.Total, same.Loss.Total, 1e-3);
        Assert.Equal(step.ActionEntropy!.Value, same.ActionEntropy!.Value, 1e-4);
        Assert.Equal(step.Reward, same.Reward, 1e-6);
        IReadOnlyList<NamedTensor> weights = fast.SaveWeights();
        foreach (NamedTensor one in reference.SaveWeights())
        {
            Assert.Equal(one.Values, weights.Single(w => w.Name == one.Name).Values, Near);
        }
    }

    [Fact]
    public void Episodes_do_not_depend_on_the_number_of_threads()
    {
        RolloutNoise noise = RolloutNoise.DrawActing(Key, 0, 9, Rules.Steps, PolicyMode.Sample, sampleActions: true);
        using CpuEngine one = new(Player, new(), Key, threads: 1), four = new(Player, new(), Key, threads: 4);
        RolloutBatch expected = one.Forward(Drawn(), noise), actual = four.Forward(Drawn(), noise);
        Assert.Equal(expected.Probabilities, actual.Probabilities);
        Assert.Equal(expected.Actions, actual.Actions);
    }

    private static CatchEpisodes Drawn() => CatchEpisodes.Draw(Rules, Key, 0, 9);

    private static bool Near(float x, float y) => Math.Abs(x - y) < 2e-4;
}
