using Saccade.Networks;
using Saccade.Random;
using Saccade.Torch;
using Saccade.Training;

namespace Saccade.Tests.Reference;

/// <summary>Engines of small models, trained for a few steps on made-up data.</summary>
internal static class TinyTraining
{
    public static TorchEngine Engine(ModelOptions model, long seed, OptimiserOptions? optimiser = null) =>
        TorchReference.Engine(model, Options(optimiser), RandomKey.FromSeed(seed));

    public static TrainingOptions Options(OptimiserOptions? optimiser = null) =>
        new() { Optimiser = optimiser ?? new(), Loss = new() { LocationWeight = 0.5 } };

    public static void Train(IEngine engine, int from, int steps, OptimiserOptions? optimiser = null)
    {
        for (int step = from; step < from + steps; step++)
        {
            engine.Step(Options(optimiser), Synthetic.TinyBatch(step, count: 4), Synthetic.TinyNoise(step, rows: 8), 0.01 / (1 + step));
        }
    }

    public static void AssertSame(IReadOnlyList<NamedTensor> expected, IReadOnlyList<NamedTensor> actual)
    {
        Assert.Equal(expected.Select(t => t.Name), actual.Select(t => t.Name));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
    }
}
