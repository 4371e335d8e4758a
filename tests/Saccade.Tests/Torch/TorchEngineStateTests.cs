using Saccade.Errors;
using Saccade.Networks;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Training;
using static Saccade.Tests.Reference.TinyTraining;

namespace Saccade.Tests.Torch;

/// <summary>What an engine saves and takes over.</summary>
[Collection(TorchTests.Name)]
public sealed class TorchEngineStateTests
{
    public static TheoryData<OptimiserOptions> Optimisers =>
    [
        new OptimiserOptions { WeightDecay = 0.01 },
        new OptimiserOptions { Kind = OptimiserKind.AdamW, WeightDecay = 0.1, ClipNorm = 0.2 },
        new OptimiserOptions { Kind = OptimiserKind.Sgd },
        new OptimiserOptions { Kind = OptimiserKind.Sgd, Nesterov = true, WeightDecay = 0.01 },
        new OptimiserOptions { Kind = OptimiserKind.Sgd, Momentum = 0 },
        new OptimiserOptions { Kind = OptimiserKind.Sgd, Momentum = 0, Nesterov = true },
    ];

    [Theory]
    [MemberData(nameof(Optimisers))]
    public void Saving_and_loading_between_steps_changes_no_bit(OptimiserOptions optimiser)
    {
        ModelOptions model = Synthetic.Tiny with { BatchNorm = true };
        using TorchEngine through = Engine(model, seed: 1, optimiser), first = Engine(model, seed: 1, optimiser);
        Train(through, 0, 8, optimiser);
        Train(first, 0, 4, optimiser);
        using TorchEngine second = Engine(model, seed: 2, optimiser);
        second.LoadWeights(first.SaveWeights());
        second.LoadOptimiser(first.SaveOptimiser());
        AssertSame(first.SaveOptimiser(), second.SaveOptimiser());
        Train(second, 4, 4, optimiser);
        AssertSame(through.SaveWeights(), second.SaveWeights());
        AssertSame(through.SaveOptimiser(), second.SaveOptimiser());
        // Without its memory the optimiser goes elsewhere, so the comparison can fail.
        if (optimiser.Kind != OptimiserKind.Sgd || optimiser.Momentum > 0)
        {
            using TorchEngine forgetful = Engine(model, seed: 2, optimiser);
            forgetful.LoadWeights(first.SaveWeights());
            Train(forgetful, 4, 4, optimiser);
            Assert.NotEqual(Flat(through.SaveWeights()), Flat(forgetful.SaveWeights()));
        }
    }

    [Theory]
    [MemberData(nameof(Optimisers))]
    public void An_optimiser_saved_before_its_first_step_begins_as_a_fresh_one(OptimiserOptions optimiser)
    {
        using TorchEngine fresh = Engine(Synthetic.Tiny, seed: 1, optimiser), loaded = Engine(Synthetic.Tiny, seed: 1, optimiser);
        loaded.LoadOptimiser(loaded.SaveOptimiser());
        Train(fresh, 0, 3, optimiser);
        Train(loaded, 0, 3, optimiser);
        AssertSame(fresh.SaveWeights(), loaded.SaveWeights());
    }

    [Fact]
    public void Saved_weights_are_copies_with_the_names_and_shapes_of_the_networks()
    {
        using TorchEngine engine = Engine(Synthetic.Tiny with { BatchNorm = true, LocationHidden = 4 }, 1);
        IReadOnlyList<NamedTensor> before = engine.SaveWeights();
        float[] kept = Flat(before);
        Train(engine, 0, 1);
        Assert.Equal(kept, Flat(before));
        Assert.NotEqual(kept, Flat(engine.SaveWeights()));
        string[] names =
        [
            "glimpse.what.weight [5, 18]", "glimpse.what.bias [5]", "glimpse.where.weight [5, 2]", "glimpse.where.bias [5]",
            "glimpse.what_out.weight [6, 5]", "glimpse.what_out.bias [6]", "glimpse.where_out.weight [6, 5]", "glimpse.where_out.bias [6]",
            .. new[] { "what_norm", "where_norm", "out_norm" }.SelectMany(norm => new[] { "weight", "bias", "running_mean", "running_var" }
                .Select(part => $"glimpse.{norm}.{part} [{(norm == "out_norm" ? 6 : 5)}]")),
            "core.input.weight [7, 6]", "core.input.bias [7]", "core.recurrent.weight [7, 7]", "core.recurrent.bias [7]",
            "location.hidden.weight [4, 7]", "location.hidden.bias [4]", "location.mean.weight [2, 4]", "location.mean.bias [2]",
            "action.scores.weight [4, 7]", "action.scores.bias [4]", "baseline.value.weight [1, 7]", "baseline.value.bias [1]",
        ];
        Assert.Equal(names.Order(), before.Select(t => $"{t.Name} [{string.Join(", ", t.Shape)}]").Order());
    }

    [Fact]
    public void Missing_and_misshapen_weights_are_refused()
    {
        using TorchEngine engine = Engine(Synthetic.Tiny, 1);
        NamedTensor[] weights = [.. engine.SaveWeights()];
        AssertRefuses(() => engine.LoadWeights(weights[1..]), weights[0].Name);
        weights[0] = weights[0] with { Shape = [.. weights[0].Shape.Reverse()] };
        AssertRefuses(() => engine.LoadWeights(weights), "[18, 5]", "[5, 18]");
    }

    [Fact]
    public void A_memory_of_another_optimiser_is_refused()
    {
        using TorchEngine adam = Engine(Synthetic.Tiny, 1), sgd = Engine(Synthetic.Tiny, 1, new() { Kind = OptimiserKind.Sgd });
        AssertRefuses(() => adam.LoadOptimiser(sgd.SaveOptimiser()), "first_moment/");
        AssertRefuses(() => sgd.LoadOptimiser(adam.SaveOptimiser()), "momentum/");
        AssertRefuses(() => sgd.LoadOptimiser([.. sgd.SaveOptimiser().Where(t => t.Name.Contains('/'))]), "steps");
        NamedTensor[] wider =
        [
            .. adam.SaveOptimiser()
                .Select(t => t.Name.EndsWith("value.bias", StringComparison.Ordinal) ? t with { Shape = [2], Values = [1, 2] } : t),
        ];
        AssertRefuses(() => adam.LoadOptimiser(wider), "baseline.value.bias", "[2]", "[1]");
    }

    private static float[] Flat(IReadOnlyList<NamedTensor> tensors) => [.. tensors.SelectMany(t => t.Values)];

    private static void AssertRefuses(Action load, params string[] named)
    {
        SaccadeException error = Assert.Throws<SaccadeException>(load);
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }
}
