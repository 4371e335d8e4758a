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

/// <summary>Batch normalisation of the CPU engine: its gradient, its running statistics and the Torch engine as reference.</summary>
[Collection(TorchTests.Name)]
public sealed class BatchNormTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(21);
    private static readonly ModelOptions s_shared = Synthetic.Tiny with { BatchNorm = true };
    private static readonly ModelOptions s_perGlimpse = s_shared with { BatchNormPerGlimpse = true };

    public static TheoryData<ModelOptions> Models => [s_shared, s_perGlimpse];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_gradient_is_that_of_finite_differences(ModelOptions model)
    {
        TrainingOptions plain = new() { Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        using CpuEngine engine = new(model, plain, Key, threads: 2);
        ImageBatch batch = Synthetic.TinyBatch(count: 6);
        // At random places, so that J_action changes with the weights through the outputs alone.
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, 6, model.Glimpses, PolicyMode.Random);
        LossWeights action = new(1, 0, 0);
        IReadOnlyList<NamedTensor> start = engine.SaveWeights();
        engine.Backward(batch, noise, action);
        // A step at rate 1 is the gradient.
        engine.Update(1);
        IReadOnlyList<NamedTensor> moved = engine.SaveWeights();
        foreach ((NamedTensor before, NamedTensor after) in start.Zip(moved).Where(
            pair => pair.First.Name.StartsWith("glimpse.", StringComparison.Ordinal)))
        {
            if (before.Name.Contains("running_"))
            {
                continue;
            }
            float[] gradient = [.. before.Values.Zip(after.Values, (x, y) => x - y)];
            double squares = gradient.Sum(g => (double)g * g), scale = 2e-3 / Math.Max(1e-3, Math.Sqrt(squares));
            double change = Loss(before, gradient, scale) - Loss(before, gradient, -scale);
            // The whole loss is a float; the biases before a normalisation have no gradient.
            Assert.True(
                Math.Abs(squares - change / (2 * scale)) < 2e-4 + 0.03 * squares, $"{before.Name}: {squares} and {change / (2 * scale)}");
        }

        double Loss(NamedTensor tensor, float[] direction, double distance)
        {
            NamedTensor shifted = tensor with { Values = [.. tensor.Values.Zip(direction, (x, d) => (float)(x + distance * d))] };
            engine.LoadWeights([.. start.Select(weight => weight.Name == tensor.Name ? shifted : weight)]);
            return engine.Backward(batch, noise, action).Loss.Action;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Only_an_update_changes_the_running_statistics(ModelOptions model)
    {
        using CpuEngine engine = new(model, new(), Key, threads: 2);
        IReadOnlyList<NamedTensor> before = engine.SaveWeights();
        engine.Backward(Synthetic.TinyBatch(), Synthetic.TinyNoise(), new(1, 1, 1));
        engine.Backward(Synthetic.TinyBatch(), Synthetic.TinyNoise(), new(1, 1, 1));
        TinyTraining.AssertSame(before, engine.SaveWeights());
        engine.Update(0);
        IReadOnlyList<NamedTensor> after = engine.SaveWeights();
        Assert.All(before.Zip(after), pair => Assert.Equal(
            pair.First.Name.Contains("running_"), !pair.First.Values.SequenceEqual(pair.Second.Values)));
        engine.Update(0);
        TinyTraining.AssertSame(after, engine.SaveWeights());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void After_some_steps_it_evaluates_like_the_reference(ModelOptions model)
    {
        TrainingOptions training = new() { Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        using CpuEngine engine = new(model, training, Key, threads: 3);
        using TorchEngine reference = TorchReference.Engine(model, training, Key);
        reference.LoadWeights(engine.SaveWeights());
        for (int step = 0; step < 4; step++)
        {
            ImageBatch batch = Synthetic.TinyBatch(seed: step, count: 30);
            RolloutNoise noise = Synthetic.TinyNoise(seed: step, rows: 60);
            reference.Step(training, batch, noise, 0.05);
            engine.Step(training, batch, noise, 0.05);
        }
        foreach ((NamedTensor expected, NamedTensor actual) in reference.SaveWeights().OrderBy(w => w.Name).Zip(
            engine.SaveWeights().OrderBy(w => w.Name)))
        {
            Assert.Equal(expected.Name, actual.Name);
            Assert.Equal(expected.Shape, actual.Shape);
            Assert.Equal(expected.Values, actual.Values, Near);
        }
        // More glimpses than in training: the later ones have the last statistics.
        ImageBatch test = Synthetic.TinyBatch(seed: 9, count: 100);
        RolloutNoise mean = RolloutNoise.Draw(Key, 0, 100, model.Glimpses + 2, PolicyMode.Mean);
        Assert.Equal(reference.Forward(test, mean).Probabilities, engine.Forward(test, mean).Probabilities, Near);
    }

    [Fact]
    public void Evaluation_does_not_depend_on_the_other_images_of_the_batch()
    {
        using CpuEngine engine = new(s_shared, new(), Key, threads: 2);
        ImageBatch batch = Synthetic.TinyBatch();
        RolloutBatch all = engine.Forward(batch, Synthetic.TinyNoise());
        using CpuEngine alone = new(s_shared, new(), engine.SaveWeights(), threads: 1);
        Assert.Equal(all.Probabilities, alone.Forward(batch, Synthetic.TinyNoise()).Probabilities);
        RolloutNoise noise = Synthetic.TinyNoise();
        RolloutNoise first = new(noise.Starts[..2].ToArray(), [.. Enumerable.Range(0, 3).SelectMany(t => noise.Step(t)[..2].ToArray())]);
        float[] one = engine.Forward(Synthetic.Only(batch, 0), first).Probabilities;
        for (int t = 0; t < 3; t++)
        {
            Assert.Equal(all.Probabilities.AsSpan(t * 5 * 4, 4), one.AsSpan(t * 4, 4));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_single_rollout_leaves_the_running_statistics_as_they_are(ModelOptions model)
    {
        TrainingOptions training = new() { Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        using CpuEngine engine = new(model, training, Key, threads: 2);
        using TorchEngine reference = TorchReference.Engine(model, training, Key);
        engine.Step(training, Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.05);
        IReadOnlyList<NamedTensor> before = engine.SaveWeights();
        reference.LoadWeights(before);
        ImageBatch one = Synthetic.TinyBatch(count: 1);
        RolloutNoise noise = Synthetic.TinyNoise(rows: 1);
        Assert.Equal(reference.Step(training, one, noise, 0.05).Loss.Total, engine.Step(training, one, noise, 0.05).Loss.Total, 1e-3);
        IReadOnlyList<NamedTensor> expected = reference.SaveWeights();
        foreach (NamedTensor actual in engine.SaveWeights())
        {
            Assert.Equal(expected.Single(w => w.Name == actual.Name).Values, actual.Values, Near);
            if (actual.Name.Contains("running_"))
            {
                Assert.Equal(before.Single(w => w.Name == actual.Name).Values, actual.Values);
            }
        }
    }

    [Fact]
    public void A_resumed_engine_continues_to_the_bit_on_any_number_of_threads()
    {
        using CpuEngine whole = new(s_perGlimpse, new(), Key, threads: 3);
        Run(whole, 0, 2);
        using CpuEngine resumed = new(s_perGlimpse, new(), whole.SaveWeights(), threads: 1);
        resumed.LoadOptimiser(whole.SaveOptimiser());
        Run(whole, 2, 4);
        Run(resumed, 2, 4);
        TinyTraining.AssertSame(whole.SaveWeights(), resumed.SaveWeights());

        static void Run(CpuEngine engine, int from, int to)
        {
            for (int step = from; step < to; step++)
            {
                engine.Step(new(), Synthetic.TinyBatch(seed: step, count: 40), Synthetic.TinyNoise(seed: step, rows: 40), 0.01);
            }
        }
    }

    [Fact]
    public void A_failed_backward_pass_leaves_the_running_statistics_of_the_next_as_they_were()
    {
        float[] steps = new float[3 * 5 * 2];
        steps[^1] = float.NaN;
        using CpuEngine engine = new(s_shared, new(), Key, threads: 2), fresh = new(s_shared, new(), Key, threads: 2);
        Assert.ThrowsAny<Exception>(() => engine.Backward(Synthetic.TinyBatch(), new RolloutNoise(new float[10], steps), new(1, 1, 1)));
        Assert.Equal(fresh.Step(new(), Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.01), engine.Step(
            new(), Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.01));
        TinyTraining.AssertSame(fresh.SaveWeights(), engine.SaveWeights());
    }

    private static bool Near(float x, float y) => Math.Abs(x - y) < 2e-4 * (1 + Math.Abs(x));
}
