using Saccade.Errors;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Training;
using TorchSharp;

namespace Saccade.Tests.Torch;

/// <summary>Native memory is freed at once, not when the garbage collector comes by: live tensors are counted.</summary>
[Collection(TorchTests.Name)]
public sealed class TorchMemoryTests
{
    public static TheoryData<OptimiserKind, CoreKind> Engines =>
        new MatrixTheoryData<OptimiserKind, CoreKind>(Enum.GetValues<OptimiserKind>(), [CoreKind.Relu, CoreKind.Lstm]);

    [Theory]
    [MemberData(nameof(Engines))]
    public void Nothing_stays_behind(OptimiserKind optimiser, CoreKind core)
    {
        long atFirst = LiveTensors.Count;
        using (TorchEngine engine = Engine(optimiser, core))
        {
            ImageBatch batch = Synthetic.TinyBatch(count: 5);
            RolloutNoise noise = Synthetic.TinyNoise(rows: 10), once = Synthetic.TinyNoise(rows: 5);
            engine.Step(Training(optimiser), batch, noise, 0.1); // the optimiser's memory may be made with the first step
            AssertKeeps(() => engine.Step(Training(optimiser), batch, noise, 0.1));
            AssertKeeps(() => engine.Step(Training(optimiser), batch, Synthetic.TinyNoise(rows: 5, glimpses: 1), 0.1));
            AssertKeeps(() => engine.MeasureGradients(Training(optimiser), batch, noise));
            AssertKeeps(() => engine.Forward(batch, once));
            AssertKeeps(() => engine.Backward(batch, noise, new(1, 1, 1)));
            AssertKeeps(() => engine.Update(0.1));
            AssertKeeps(() => engine.LoadWeights(engine.SaveWeights()));
            AssertKeeps(() => engine.LoadOptimiser(engine.SaveOptimiser()));
            AssertKeeps(
                () => Assert.Throws<ArgumentException>(() => engine.Step(Training(optimiser), batch, Synthetic.TinyNoise(rows: 7), 0.1)));
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
            engine.Step(Training(OptimiserKind.Sgd), Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.1);
        }
        using (engine)
        {
            engine.Step(Training(OptimiserKind.Sgd), Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.1);
        }
    }

    private static TorchEngine Engine(OptimiserKind optimiser, CoreKind core) => TorchReference.Engine(
        Synthetic.Tiny with { Core = core, BatchNorm = true }, Training(optimiser), RandomKey.FromSeed(1));

    private static TrainingOptions Training(OptimiserKind optimiser) =>
        new() { Optimiser = new() { Kind = optimiser, ClipNorm = 0.1 }, Loss = new() { LocationReachesCore = true } };

    private static void AssertKeeps(Action action)
    {
        long before = LiveTensors.Count;
        action();
        Assert.Equal(before, LiveTensors.Count);
    }
}
