using Saccade.Checkpoints;
using Saccade.Evaluation;
using Saccade.Fast;
using Saccade.Games;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Fast;

/// <summary>Games on the fast engine against its readable twin on TorchSharp.</summary>
[Collection(TorchTests.Name)]
public sealed class FastGameTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5);
    private static readonly GameOptions Game = new() { Kind = GameKind.Catch, Side = 8, EntropyWeight = 0.1 };

    private static readonly ModelOptions Player = new()
    {
        Sensor = new() { PatchSide = 3, Scales = 2 },
        Classes = 3,
        Glimpses = 7,
        GlimpseHidden = 10,
        GlimpseFeatures = 12,
        Hidden = 11,
        Core = CoreKind.Lstm,
        RetinaGain = 4,
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
        TrainingOptions training = new() { Loss = loss, Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        PolicyMode policy = model.RandomGlimpses ? PolicyMode.Random : PolicyMode.Sample;
        EpisodeNoise noise = EpisodeNoise.Draw(Key, 0, 9, Game.Steps, policy, sampleMoves: true, width: 0.6);
        using TorchEngine reference = TorchReference.Engine(model, training, Key);
        using FastEngine fast = new(model, training, Key, threads: 2);
        List<CatchMove> expectedMoves = [], moves = [];
        BatchTrace expected = reference.Play(Started(), noise, chosen => expectedMoves.AddRange(chosen.Span));
        BatchTrace actual = fast.Play(Started(), noise, chosen => moves.AddRange(chosen.Span));
        Assert.Equal(expectedMoves, moves);
        Assert.Equal(expected.Locations, actual.Locations, Near);
        Assert.Equal(expected.Probabilities, actual.Probabilities, Near);
        Assert.Equal(expected.Baselines, actual.Baselines, Near);
        foreach ((GradientNorm norm, GradientNorm found) in reference.MeasureGradients(Started(), noise).Zip(fast.MeasureGradients(Started(), noise)))
        {
            Assert.Equal((norm.Network, norm.Term), (found.Network, found.Term));
            Assert.Equal(norm.Norm, found.Norm, 1e-4 * (1 + norm.Norm));
        }
        StepReport step = reference.Step(Started(), noise, 1), same = fast.Step(Started(), noise, 1);
        Assert.Equal(step.Loss.Action, same.Loss.Action, 1e-4);
        Assert.Equal(step.Loss.Baseline, same.Loss.Baseline, 1e-4);
        Assert.Equal(step.Loss.Location, same.Loss.Location, 1e-3);
        Assert.Equal(step.Loss.Total, same.Loss.Total, 1e-3);
        Assert.Equal(step.MoveEntropy!.Value, same.MoveEntropy!.Value, 1e-4);
        Assert.Equal(step.Reward, same.Reward, 1e-6);
        IReadOnlyList<NamedTensor> weights = fast.SaveWeights();
        foreach (NamedTensor one in reference.SaveWeights())
        {
            Assert.Equal(one.Values, weights.Single(w => w.Name == one.Name).Values, Near);
        }
    }

    [Fact]
    public void Games_are_played_alike_whatever_the_number_of_threads()
    {
        EpisodeNoise noise = EpisodeNoise.Draw(Key, 0, 9, Game.Steps, PolicyMode.Sample, sampleMoves: true);
        using FastEngine one = new(Player, new(), Key, threads: 1), four = new(Player, new(), Key, threads: 4);
        Assert.Equal(one.Play(Started(), noise).Probabilities, four.Play(Started(), noise).Probabilities);
    }

    private static CatchGame Started()
    {
        CatchGame games = new(Game, 9);
        games.Start(Key, 0, 9);
        return games;
    }

    private static bool Near(float x, float y) => Math.Abs(x - y) < 2e-4;
}
