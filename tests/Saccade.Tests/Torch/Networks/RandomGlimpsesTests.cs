using Saccade.Data.Synthetic;
using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Torch.Networks;
using Saccade.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Networks;

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
        // A glimpse is independent of the one before it.
        float[] one = Synthetic.Values(rollout.Locations[0, TensorIndex.Colon, 0]);
        float[] next = Synthetic.Values(rollout.Locations[1, TensorIndex.Colon, 0]);
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
        Assert.Equal(0, NetworkPlan.Create(Control).Costs().Single(c => c.Network == "location").Uses);
        Assert.Equal(0, NetworkPlan.Create(Control).Costs().Single(c => c.Network == "baseline").Uses);
    }

    [Fact]
    public void Only_what_sees_learns()
    {
        TrainingOptions training = new() { Loss = new() { LocationWeight = 1, LocationReachesCore = true } };
        using TorchEngine engine = TorchReference.Engine(Control, training, Key);
        ImageBatch batch = Synthetic.TinyBatch();
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, batch.Count, 3, PolicyMode.Random);
        Assert.All(engine.MeasureGradients(training, batch, noise), norm =>
            Assert.Equal(norm is { Term: "action", Network: "glimpse" or "core" or "action" }, norm.Norm > 0));
        Dictionary<string, float[]> before = engine.SaveWeights().ToDictionary(w => w.Name, w => w.Values);
        StepReport report = engine.Step(training, batch, noise, 0.01);
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
        ScriptedEngine engine = new() { Model = Control with { Classes = 10 } };
        ImageSet images = DrawnDigits.Create(20, Key);
        Evaluator.Evaluate(engine, images, new() { Policy = asked });
        GlimpseTracer.Trace(engine, images, 5, new() { Policy = asked });
        new Trainer(engine, new ClassificationTask(images, images, 10), new() { Epochs = 1, BatchSize = 10 }, Key).Train();
        // Forward passes of an evaluation, a trace and a validation; two steps; one measurement.
        Assert.Equal((3, 2, 1), (engine.Forwards.Count, engine.Steps.Count, engine.Measured.Count));
        Assert.All(
            engine.Forwards.Concat(engine.Steps.Select(step => step.Noise)).Concat(engine.Measured.Select(measured => measured.Noise)),
            noise => Assert.Equal(PolicyMode.Random, noise.Mode));
    }

    private static Rollout Unroll(RecurrentAttentionModel model, int rows, int glimpses)
    {
        ImageBatch batch = Synthetic.TinyBatch(count: 1);
        return model.Unroll(batch, RolloutNoise.Draw(Key, 0, rows, glimpses, PolicyMode.Random));
    }
}
