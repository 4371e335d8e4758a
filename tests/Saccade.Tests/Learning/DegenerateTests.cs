using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Geometry;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Learning;

/// <summary>Settings and data at the edge of sense: steps stay finite on either engine, and the engines agree.</summary>
[Collection(TorchTests.Name)]
public sealed class DegenerateTests
{
    private const int Steps = 5;
    private static readonly ModelOptions s_model = Synthetic.Tiny;
    private static readonly TrainingOptions s_training = new() { Loss = new() { LocationWeight = 0.5, LocationReachesCore = true, BaselineReachesCore = true } };

    public static TheoryData<string, ModelOptions> Models => new()
    {
        { "as narrow a policy as may be", s_model with { Sigma = 0.001 } },
        { "as wide a policy as may be", s_model with { Sigma = 2, SquashMean = false } },
        { "one glimpse", s_model with { Glimpses = 1 } },
        { "one glimpse at a learned place", s_model with { Glimpses = 1, FirstLocation = FirstLocation.Learned } },
        { "one class", s_model with { Classes = 1 } },
        { "one unit everywhere", s_model with { Hidden = 1, GlimpseHidden = 1, GlimpseFeatures = 1, LocationHidden = 1 } },
        { "one pixel", s_model with { Sensor = new() { PatchSide = 1 } } },
        { "a patch far wider than the image", s_model with { Sensor = new() { PatchSide = 4, Scales = 3, ScaleFactor = 8 } } },
        { "hardly any reach", s_model with { Sensor = s_model.Sensor with { Reach = 1e-6 } } },
        { "an LSTM of one unit", s_model with { Core = CoreKind.Lstm, Hidden = 1 } },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Steps_stay_finite_and_the_engines_agree(string name, ModelOptions model)
    {
        foreach (Batch batch in new[] { Noise(model, 4), Noise(model, 1), Plain(model, 0), Plain(model, 255) })
        {
            double[] fast = Train(EngineKind.Fast, model, batch);
            double[] torch = Train(EngineKind.Torch, model, batch);
            // After a step the policy may be so narrow that rounding decides where it looks; before it nothing may.
            Assert.True(Math.Abs(fast[0] - torch[0]) <= 1e-3 * (1 + Math.Abs(torch[0])), $"{name}: {fast[0]} and {torch[0]}");
        }
    }

    [Theory]
    [InlineData(EngineKind.Fast)]
    [InlineData(EngineKind.Torch)]
    public void When_every_answer_is_wrong_only_the_baseline_and_the_class_pull(EngineKind kind)
    {
        using ITrainingEngine engine = Engines.Make(s_model, s_training, RandomKey.FromSeed(1), 1, kind);
        // Nobody is ever named but the first.
        engine.LoadWeights([.. engine.SaveWeights().Select(w => w.Name switch
        {
            "action.scores.weight" => w with { Values = new float[w.Values.Length] },
            "action.scores.bias" => w with { Values = [50, 0, 0, 0] },
            _ => w,
        })]);
        Batch batch = Noise(s_model, 4);
        batch.Labels.Fill(1);
        StepReport report = engine.Step(batch, Rollouts(s_model, batch), 0.001);
        Assert.Equal(0, report.Reward);
        // A probability of e⁻⁵⁰ has a logarithm.
        Assert.Equal(50, report.Loss.Action, 0.01);
        Assert.True(double.IsFinite(report.Loss.Total));
        AssertFinite(engine);
    }

    [Fact]
    public void A_glimpse_wholly_outside_is_black()
    {
        ImageSize size = new(1, 5, 7);
        byte[] white = [.. Enumerable.Repeat((byte)255, size.Pixels)];
        GlimpseSensor sensor = new(new() { PatchSide = 1 }, size);
        float[] retina = [0.5f];
        // The pixel that begins at the right or lower edge is the first beyond it.
        foreach ((float x, float y) in new[] { (1f, 0f), (0f, 1f), (1f, 1f) })
        {
            sensor.Sense(white, x, y, retina);
            Assert.Equal(0, retina[0]);
        }
        sensor.Sense(white, -1, -1, retina);
        Assert.Equal(1, retina[0]);
    }

    private static double[] Train(EngineKind kind, ModelOptions model, Batch batch)
    {
        using ITrainingEngine engine = Engines.Make(model, s_training, RandomKey.FromSeed(1), 1, kind);
        double[] losses = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            StepReport report = engine.Step(batch, Rollouts(model, batch), 0.001);
            losses[step] = report.Loss.Total;
            Assert.True(double.IsFinite(report.Loss.Total) && double.IsFinite(report.LocationVariance));
            Assert.InRange(report.Reward, 0, 1);
        }
        Assert.All(engine.MeasureGradients(batch, Rollouts(model, batch)), norm => Assert.True(double.IsFinite(norm.Norm)));
        AssertFinite(engine);
        BatchTrace trace = engine.Look(batch, RolloutNoise.Draw(RandomKey.FromSeed(3), 0, batch.Count, model.Glimpses, PolicyMode.Mean));
        Assert.All(trace.Probabilities, p => Assert.InRange(p, 0, 1.001f));
        Assert.All(trace.Locations, l => Assert.InRange(l, -1, 1));
        return losses;
    }

    private static void AssertFinite(ITrainingEngine engine)
    {
        foreach (NamedTensor tensor in engine.SaveWeights().Concat(engine.SaveOptimiser()))
        {
            Assert.True(Finite.All(tensor.Values), tensor.Name);
        }
    }

    private static Batch Noise(ModelOptions model, int count) => Synthetic.Batch(2, count, Synthetic.TinySize, model.Classes);

    private static Batch Plain(ModelOptions model, byte pixel)
    {
        Batch batch = Noise(model, 3);
        batch.Pixels.Span.Fill(pixel);
        return batch;
    }

    private static RolloutNoise Rollouts(ModelOptions model, Batch batch) =>
        RolloutNoise.Draw(RandomKey.FromSeed(2), 0, 2 * batch.Count, model.Glimpses, PolicyMode.Sample);
}
