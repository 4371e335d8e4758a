using Saccade.Evaluation;
using Saccade.Experiments.Engines;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Sensing;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Torch;

/// <summary>Settings and data at the edge of sense: steps stay finite on either engine, and the engines agree.</summary>
[Collection(TorchTests.Name)]
public sealed class DegenerateTests
{
    private const int Steps = 5;
    private static readonly ModelOptions s_model = Synthetic.Tiny;
    private static readonly TrainingOptions s_training = new()
    {
        Loss = new() { LocationWeight = 0.5, LocationReachesCore = true, BaselineReachesCore = true },
    };

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
        {
            "glimpses of one pixel, thrown to the edges and beyond",
            s_model with { Sensor = new() { PatchSide = 1 }, Sigma = 2, SquashMean = false }
        },
        { "an LSTM of one unit", s_model with { Core = CoreKind.Lstm, Hidden = 1 } },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Steps_stay_finite_and_the_engines_agree(string name, ModelOptions model)
    {
        foreach (ImageBatch batch in new[] { Random(model, 4), Random(model, 1), Plain(model, 0), Plain(model, 255) })
        {
            double[] fast = Train(EngineKind.Cpu, model, batch);
            double[] torch = Train(EngineKind.Torch, model, batch);
            // After a step the policy may be so narrow that rounding decides where it looks; before it nothing may.
            Assert.True(Math.Abs(fast[0] - torch[0]) <= 1e-3 * (1 + Math.Abs(torch[0])), $"{name}: {fast[0]} and {torch[0]}");
        }
    }

    [Theory]
    [InlineData(EngineKind.Cpu, RewardKind.Accuracy)]
    [InlineData(EngineKind.Torch, RewardKind.Accuracy)]
    [InlineData(EngineKind.Cpu, RewardKind.Probability)]
    [InlineData(EngineKind.Torch, RewardKind.Probability)]
    public void When_every_answer_is_wrong_only_the_baseline_and_the_class_pull(EngineKind kind, RewardKind reward)
    {
        TrainingOptions training = s_training with { Loss = s_training.Loss with { Reward = reward } };
        using IEngine engine = EngineFactory.Create(s_model, training, RandomKey.FromSeed(1), 1, kind);
        // Nobody is ever named but the first.
        engine.LoadWeights([.. engine.SaveWeights().Select(w => w.Name switch
        {
            "action.scores.weight" => w with { Values = new float[w.Values.Length] },
            "action.scores.bias" => w with { Values = [50, 0, 0, 0] },
            _ => w,
        })]);
        ImageBatch batch = Random(s_model, 4);
        batch.Labels.Fill(1);
        for (int step = 0; step < Steps; step++)
        {
            StepReport report = engine.Step(training, batch, Noise(s_model, batch), 0.001);
            Assert.Equal(0, report.Reward, 1e-20);
            // A probability of e⁻⁵⁰ has a logarithm.
            Assert.Equal(50, report.Loss.Action, 0.1);
            Assert.True(double.IsFinite(report.Loss.Total));
            AssertFinite(engine);
        }
    }

    [Fact]
    public void The_narrowest_policy_at_the_end_of_the_narrowest_schedule_stays_finite()
    {
        ModelOptions model = s_model with { Sigma = 0.001 };
        double width = new ScheduleOptions { FinalSigmaRatio = 0.01 }.FinalSigmaRatio;
        foreach (ImageBatch batch in new[] { Random(model, 4), Random(model, 1) })
        {
            double fast = Train(EngineKind.Cpu, model, batch, width)[0], torch = Train(EngineKind.Torch, model, batch, width)[0];
            Assert.Equal(torch, fast, 1e-3 * (1 + Math.Abs(torch)));
        }
    }

    [Fact]
    public void Batch_norm_bears_images_that_are_all_alike()
    {
        ModelOptions model = s_model with { BatchNorm = true };
        Assert.All(new[] { Plain(model, 0), Plain(model, 255) }, batch => Train(EngineKind.Torch, model, batch));
    }

    [Theory]
    [InlineData(EngineKind.Cpu, ModelKind.FullyConnected)]
    [InlineData(EngineKind.Torch, ModelKind.FullyConnected)]
    [InlineData(EngineKind.Cpu, ModelKind.Convolutional)]
    [InlineData(EngineKind.Torch, ModelKind.Convolutional)]
    public void Baseline_classifiers_accept_a_single_image_of_one_gray(EngineKind engine, ModelKind kind)
    {
        ModelOptions model = new()
        {
            Kind = kind,
            Classes = 4,
            Glimpses = 1,
            Classifier = new()
            {
                Units = 5,
                Filters = 2,
                FilterSide = 4,
                Stride = 3,
                FrameWidth = Synthetic.TinySize.Width,
                FrameHeight = Synthetic.TinySize.Height,
            },
        };
        Assert.All(new byte[] { 0, 255 }, gray => Train(engine, model, Plain(model, gray, count: 1)));
    }

    [Theory]
    [InlineData(EngineKind.Cpu, 0.001)]
    [InlineData(EngineKind.Torch, 0.001)]
    [InlineData(EngineKind.Cpu, 2)]
    [InlineData(EngineKind.Torch, 2)]
    public void One_episode_of_the_smallest_game_stays_finite(EngineKind kind, double sigma)
    {
        CatchOptions rules = new() { Side = 4, PaddleWidth = 4 };
        ModelOptions model = s_model with { Sensor = new() { PatchSide = 1 }, Classes = 3, Glimpses = rules.Steps, Sigma = sigma };
        TrainingOptions training = s_training with { Loss = s_training.Loss with { EntropyWeight = 0.1 } };
        using IEngine engine = EngineFactory.Create(model, training, RandomKey.FromSeed(1), 1, kind);
        for (int step = 0; step < Steps; step++)
        {
            RandomKey key = RandomKey.FromSeed(step);
            RolloutNoise noise = RolloutNoise.DrawActing(key, 0, 1, rules.Steps, PolicyMode.Sample, sampleActions: true);
            StepReport report = engine.Step(training, CatchEpisodes.Draw(rules, key, 0, 1), noise, 0.001);
            Assert.True(double.IsFinite(report.Loss.Total) && report.ActionEntropy is double entropy && double.IsFinite(entropy));
            // No ball can miss a paddle as wide as the screen.
            Assert.Equal(1, report.Reward);
            AssertFinite(engine);
        }
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

    private static double[] Train(EngineKind kind, ModelOptions model, ImageBatch batch, double width = 1)
    {
        using IEngine engine = EngineFactory.Create(model, s_training, RandomKey.FromSeed(1), 1, kind);
        double[] losses = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            StepReport report = engine.Step(s_training, batch, Noise(model, batch, width), 0.001);
            losses[step] = report.Loss.Total;
            Assert.True(double.IsFinite(report.Loss.Total) && double.IsFinite(report.LocationVariance));
            Assert.InRange(report.Reward, 0, 1);
        }
        Assert.All(engine.MeasureGradients(s_training, batch, Noise(model, batch, width)), norm => Assert.True(double.IsFinite(norm.Norm)));
        AssertFinite(engine);
        RolloutBatch trace =
            engine.Forward(batch, RolloutNoise.Draw(RandomKey.FromSeed(3), 0, batch.Count, model.Glimpses, PolicyMode.Mean));
        Assert.All(trace.Probabilities, p => Assert.InRange(p, 0, 1.001f));
        Assert.All(trace.Locations, l => Assert.InRange(l, -1, 1));
        return losses;
    }

    private static void AssertFinite(IEngine engine)
    {
        foreach (NamedTensor tensor in engine.SaveWeights().Concat(engine.SaveOptimiser()))
        {
            Assert.True(tensor.IsFinite(), tensor.Name);
        }
    }

    private static ImageBatch Random(ModelOptions model, int count) => Synthetic.Batch(2, count, Synthetic.TinySize, model.Classes);

    private static ImageBatch Plain(ModelOptions model, byte pixel, int count = 3)
    {
        ImageBatch batch = Random(model, count);
        batch.Pixels.Span.Fill(pixel);
        return batch;
    }

    private static RolloutNoise Noise(ModelOptions model, ImageBatch batch, double width = 1) =>
        RolloutNoise.Draw(RandomKey.FromSeed(2), 0, 2 * batch.Count, model.GlimpseCount(), PolicyMode.Sample, width);
}
