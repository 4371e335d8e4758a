using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;
using Saccade.Tests.Reference;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Model;

/// <summary>The paper's control: the same network, every glimpse at a random place.</summary>
[Collection(TorchTests.Name)]
public sealed class RandomGlimpsesTests
{
    private static readonly ModelOptions Control = Synthetic.Tiny with { RandomGlimpses = true };
    private static readonly RandomKey Key = RandomKey.FromSeed(6);

    [Theory]
    [InlineData(FirstLocation.Uniform)]
    [InlineData(FirstLocation.Learned)]
    [InlineData(FirstLocation.Centre)]
    public void Every_glimpse_is_uniform_over_the_frame(FirstLocation first)
    {
        const int rows = 3000;
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = new(Control with { FirstLocation = first }, Key);
        Rollout rollout = Unroll(model, rows, glimpses: 3);
        for (int t = 0; t < 3; t++)
        {
            for (int axis = 0; axis < 2; axis++)
            {
                double[] along = [.. Synthetic.Values(rollout.Locations[t, TensorIndex.Colon, axis]).Select(l => (double)l).Order()];
                // The largest distance of the distribution function from the straight line (Kolmogorov): 1 in 10,000 by chance.
                double distance = along.Select((l, i) => Math.Abs((l + 1) / 2 - (i + 0.5) / rows)).Max();
                Assert.InRange(distance, 0, 2.2 / Math.Sqrt(rows));
            }
        }
        // One glimpse tells nothing about the next.
        float[] one = Synthetic.Values(rollout.Locations[0, TensorIndex.Colon, 0]), next = Synthetic.Values(rollout.Locations[1, TensorIndex.Colon, 0]);
        Assert.Equal(0, one.Zip(next).Average(pair => 3 * pair.First * pair.Second), 0.08);
    }

    [Fact]
    public void Nothing_is_decided()
    {
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = new(Control, Key);
        Rollout rollout = Unroll(model, 4, glimpses: 3);
        Assert.Null(rollout.Samples);
        Assert.Null(rollout.Means);
        Assert.Null(rollout.Baselines);
        Assert.Equal((0, 0), (ModelCost.Of(Control).Single(c => c.Network == "location").Uses, ModelCost.Of(Control).Single(c => c.Network == "baseline").Uses));
    }

    [Fact]
    public void Only_what_sees_learns()
    {
        using TorchEngine engine = TorchReference.Engine(Control, new() { Loss = new() { LocationWeight = 1, LocationReachesCore = true } }, Key);
        Batch batch = Synthetic.TinyBatch();
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, batch.Count, 3, PolicyMode.Random);
        Assert.All(engine.MeasureGradients(batch, noise), norm =>
            Assert.Equal(norm is { Term: "action", Network: "glimpse" or "core" or "action" }, norm.Norm > 0));
        Dictionary<string, float[]> before = engine.SaveWeights().ToDictionary(w => w.Name, w => w.Values);
        StepReport report = engine.Step(batch, noise, 0.01);
        Assert.Equal((0, 0, 0), (report.Loss.Baseline, report.Loss.Location, report.LocationVariance));
        Assert.All(engine.SaveWeights(), weight => Assert.Equal(
            weight.Name.StartsWith("location.", StringComparison.Ordinal) || weight.Name.StartsWith("baseline.", StringComparison.Ordinal),
            before[weight.Name].SequenceEqual(weight.Values)));
    }

    [Theory]
    [InlineData(PolicyMode.Mean)]
    [InlineData(PolicyMode.Sample)]
    public void Training_and_evaluation_look_alike_whatever_policy_is_asked_for(PolicyMode asked)
    {
        Spy spy = new(Control with { Classes = 10 });
        FrameComposer images = new(DrawnDigits.Make(20, Key), new TaskOptions(), Key);
        Evaluator.Evaluate(spy, images, new() { Policy = asked });
        GlimpseTracer.Trace(spy, images, 5, new() { Policy = asked });
        new Trainer(spy, images, images, new() { Epochs = 1, BatchSize = 10 }, Key).Train(new Silent());
        // One look to evaluate, one to trace, two steps, one measurement, one validation.
        Assert.Equal(6, spy.Modes.Count);
        Assert.All(spy.Modes, mode => Assert.Equal(PolicyMode.Random, mode));
    }

    private static Rollout Unroll(RecurrentAttentionModel model, int rows, int glimpses)
    {
        Batch batch = Synthetic.TinyBatch(count: 1);
        return model.Unroll(batch.Pixels, batch.Size, RolloutNoise.Draw(Key, 0, rows, glimpses, PolicyMode.Random));
    }

    /// <summary>Notes by which policy it is asked to look.</summary>
    private sealed class Spy(ModelOptions model) : ITrainingEngine
    {
        public List<PolicyMode> Modes { get; } = [];

        public ModelOptions Model => model;

        public StepReport Step(Batch batch, RolloutNoise noise, double learningRate)
        {
            Modes.Add(noise.Mode);
            return new() { Loss = default, Accuracy = 0, Reward = 0, LocationVariance = 0 };
        }

        public IReadOnlyList<GradientNorm> MeasureGradients(Batch batch, RolloutNoise noise)
        {
            Modes.Add(noise.Mode);
            return [];
        }

        public BatchTrace Look(Batch batch, RolloutNoise noise)
        {
            Modes.Add(noise.Mode);
            int looks = noise.Glimpses * batch.Count;
            return new() { Locations = new float[2 * looks], Probabilities = new float[model.Classes * looks], Baselines = new float[looks] };
        }

        public IReadOnlyList<Saccade.Checkpoints.NamedTensor> SaveWeights() => [];

        public void LoadWeights(IReadOnlyList<Saccade.Checkpoints.NamedTensor> weights) { }

        public IReadOnlyList<Saccade.Checkpoints.NamedTensor> SaveOptimiser() => [];

        public void LoadOptimiser(IReadOnlyList<Saccade.Checkpoints.NamedTensor> state) { }

        public void Dispose() { }
    }

    private sealed class Silent : ITrainingObserver
    {
        public void StepDone(Trainer trainer, StepReport step) { }

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) { }
    }
}
