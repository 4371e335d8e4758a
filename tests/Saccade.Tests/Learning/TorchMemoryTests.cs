using Saccade.Data;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;
using Saccade.Tests.Reference;
using TorchSharp;

namespace Saccade.Tests.Learning;

/// <summary>Native memory is freed at once, not when the garbage collector comes by: live tensors are counted.</summary>
[Collection(TorchTests.Name)]
public sealed class TorchMemoryTests
{
    public static TheoryData<OptimiserKind, CoreKind> Engines =>
        new MatrixTheoryData<OptimiserKind, CoreKind>(Enum.GetValues<OptimiserKind>(), Enum.GetValues<CoreKind>());

    [Theory]
    [MemberData(nameof(Engines))]
    public void Nothing_stays_behind(OptimiserKind optimiser, CoreKind core)
    {
        long atFirst = LiveTensors.Count;
        using (TorchEngine engine = Engine(optimiser, core))
        {
            Batch batch = Synthetic.TinyBatch(count: 5);
            RolloutNoise noise = Synthetic.TinyNoise(rows: 10), once = Synthetic.TinyNoise(rows: 5);
            engine.Step(batch, noise, 0.1); // the optimiser's memory may be made with the first step
            AssertKeeps(() => engine.Step(batch, noise, 0.1));
            AssertKeeps(() => engine.Step(batch, Synthetic.TinyNoise(rows: 5, glimpses: 1), 0.1));
            AssertKeeps(() => engine.MeasureGradients(batch, noise));
            AssertKeeps(() => engine.Look(batch, once));
            AssertKeeps(() => engine.LoadWeights(engine.SaveWeights()));
            AssertKeeps(() => engine.LoadOptimiser(engine.SaveOptimiser()));
            AssertKeeps(() => Assert.Throws<ArgumentException>(() => engine.Step(batch, Synthetic.TinyNoise(rows: 7), 0.1)));
            AssertKeeps(() => Assert.Throws<SaccadeException>(() => engine.LoadWeights([])));
        }
        Assert.Equal(atFirst, LiveTensors.Count);
    }

    [Fact]
    public void An_engine_that_only_saved_and_loaded_leaves_nothing()
    {
        long atFirst = LiveTensors.Count;
        using (TorchEngine engine = Engine(OptimiserKind.Sgd, CoreKind.Relu))
        {
            engine.LoadOptimiser(engine.SaveOptimiser());
        }
        Assert.Equal(atFirst, LiveTensors.Count);
    }

    [Fact]
    public void An_engine_made_within_a_dispose_scope_outlives_it()
    {
        TorchEngine engine;
        using (torch.NewDisposeScope())
        {
            engine = Engine(OptimiserKind.Sgd, CoreKind.Relu);
            engine.Step(Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.1);
        }
        using (engine)
        {
            engine.Step(Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.1);
        }
    }

    private static TorchEngine Engine(OptimiserKind optimiser, CoreKind core) => TorchReference.Engine(
        Synthetic.Tiny with { Core = core, BatchNorm = true },
        new() { Optimiser = new() { Kind = optimiser, ClipNorm = 0.1 }, Loss = new() { LocationReachesCore = true } },
        RandomKey.FromSeed(1));

    private static void AssertKeeps(Action action)
    {
        long before = LiveTensors.Count;
        action();
        Assert.Equal(before, LiveTensors.Count);
    }
}
