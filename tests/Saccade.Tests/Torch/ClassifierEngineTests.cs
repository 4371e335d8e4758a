using Saccade.Checkpoints;
using Saccade.Data.Synthetic;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Engines;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class ClassifierEngineTests
{
    private static readonly ModelOptions Fully = new()
    {
        Kind = ModelKind.FullyConnected,
        Classes = 4,
        Glimpses = 6, // has no meaning
        Classifier = new() { Units = 5, FrameWidth = 11, FrameHeight = 14 },
    };

    private static readonly ModelOptions Convolutional = Fully with
    {
        Kind = ModelKind.Convolutional,
        Classifier = Fully.Classifier with { Filters = 2, FilterSide = 4, Stride = 3 },
    };

    private static readonly TrainingOptions Plain = new();
    private static readonly RolloutNoise Noise = Synthetic.TinyNoise(glimpses: 1);

    public static TheoryData<ModelOptions, EngineKind> Nets => new()
    {
        { Fully, EngineKind.Torch }, { Convolutional, EngineKind.Torch }, { Fully, EngineKind.Cpu }, { Convolutional, EngineKind.Cpu },
    };

    [Theory]
    [MemberData(nameof(Nets))]
    public void Steps_lower_the_loss_and_report_nothing_that_is_not_there(ModelOptions model, EngineKind kind)
    {
        using IEngine engine = Engine(model, kind);
        ImageBatch batch = Synthetic.TinyBatch();
        StepReport first = engine.Step(Plain, batch, Noise, 0.01);
        StepReport last = Enumerable.Range(0, 30).Select(_ => engine.Step(Plain, batch, Noise, 0.01)).Last();
        Assert.True(last.Loss.Action < first.Loss.Action);
        Assert.Equal((0, 0, first.Loss.Action, 0), (first.Loss.Baseline, first.Loss.Location, first.Loss.Total, first.LocationVariance));
        Assert.Equal(Math.Round(first.Reward * 5), first.Reward * 5, 4);
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void The_first_step_reports_the_cross_entropy_of_a_prediction(ModelOptions model, EngineKind kind)
    {
        using IEngine engine = Engine(model, kind);
        ImageBatch batch = Synthetic.TinyBatch();
        float[][] probabilities = [.. engine.Forward(batch, Noise).Probabilities.Chunk(4)];
        Assert.All(probabilities, p => Assert.Equal(1, p.Sum(), 1e-5));
        double expected = probabilities.Select((p, i) => -Math.Log(p[batch.Labels[i]])).Average();
        Assert.Equal(expected, engine.Step(Plain, batch, Noise, 0.1).Loss.Action, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void The_noise_of_rollouts_has_no_influence(ModelOptions model, EngineKind kind)
    {
        using IEngine one = Engine(model, kind), other = Engine(model, kind);
        one.Step(Plain, Synthetic.TinyBatch(), Noise, 0.1);
        other.Step(Plain, Synthetic.TinyBatch(), Synthetic.TinyNoise(seed: 9, rows: 15, glimpses: 3), 0.1);
        AssertSame(one.SaveWeights(), other.SaveWeights());
    }

    [Theory]
    [InlineData(EngineKind.Torch)]
    [InlineData(EngineKind.Cpu)]
    public void Gradients_are_measured_of_the_layers_that_there_are(EngineKind kind)
    {
        using IEngine fully = Engine(Fully, kind),
            convolutional = Engine(Convolutional, kind),
            reports = Engine(WithoutUnits(Convolutional), kind);
        Assert.Equal(["first action", "second action", "scores action"], Measured(fully));
        Assert.Equal(["filters action", "hidden action", "scores action"], Measured(convolutional));
        Assert.Equal(["filters action", "scores action"], Measured(reports));

        static IEnumerable<string> Measured(IEngine engine)
        {
            IReadOnlyList<NamedTensor> before = engine.SaveWeights();
            IReadOnlyList<GradientNorm> norms = engine.MeasureGradients(Plain, Synthetic.TinyBatch(), Noise);
            AssertSame(before, engine.SaveWeights());
            Assert.All(norms, norm => Assert.True(norm.Norm > 0, norm.Network));
            return norms.Select(n => $"{n.Network} {n.Term}");
        }
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void Saving_and_loading_between_steps_changes_no_bit(ModelOptions model, EngineKind kind)
    {
        using IEngine through = Engine(model, kind), first = Engine(model, kind), second = Engine(model, kind, seed: 2);
        Train(through, 0, 6);
        Train(first, 0, 3);
        second.LoadWeights(first.SaveWeights());
        second.LoadOptimiser(first.SaveOptimiser());
        Train(second, 3, 3);
        AssertSame(through.SaveWeights(), second.SaveWeights());
        AssertSame(through.SaveOptimiser(), second.SaveOptimiser());
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void A_file_gives_the_net_back(ModelOptions model, EngineKind kind)
    {
        using IEngine trained = Engine(model, kind);
        Train(trained, 0, 3);
        using IEngine read = EngineFactory.Load(new(model, trained.SaveWeights(), new Dictionary<string, string>()), 1, kind);
        Assert.Equal(trained.Forward(Synthetic.TinyBatch(), Noise).Probabilities, read.Forward(Synthetic.TinyBatch(), Noise).Probabilities);
        ModelFile other = new(model with { Classes = 3 }, trained.SaveWeights(), new Dictionary<string, string>());
        Assert.Contains("scores", Assert.Throws<SaccadeException>(() => EngineFactory.Load(other, 1, kind)).Message);
    }

    [Fact]
    public void Evaluation_takes_one_glimpse_whatever_number_is_asked_for()
    {
        using IEngine engine =
            Engine(Fully with { Classes = 10, Classifier = new() { FrameWidth = 28, FrameHeight = 28 } }, EngineKind.Torch);
        ImageSet images = DrawnDigits.Create(30, RandomKey.FromSeed(1));
        EvaluationResult result = Evaluator.Evaluate(engine, images, new() { Glimpses = 4, Rollouts = 2, Policy = PolicyMode.Sample });
        Assert.Equal(1 - result.ErrorPercent / 100, Assert.Single(result.AccuracyByGlimpse), 1e-9);
        Assert.Equal(result.ErrorPercent, result.AveragedErrorPercent);
    }

    [Fact]
    public void There_is_no_path_to_trace()
    {
        using IEngine engine = Engine(Fully, EngineKind.Torch);
        string message = Assert.Throws<SaccadeException>(() => GlimpseTracer.Trace(engine, Synthetic.TinyBatch(), Noise)).Message;
        Assert.Contains("classifies whole images: there is no path", message);
    }

    [Theory]
    [InlineData(EngineKind.Torch)]
    [InlineData(EngineKind.Cpu)]
    public void Images_of_another_size_and_noise_for_more_glimpses_are_refused(EngineKind kind)
    {
        using IEngine engine = Engine(Fully, kind);
        ImageBatch wider = Synthetic.Batch(1, 5, new(1, 14, 12), 4);
        ErrorData size = Assert.Throws<SaccadeException>(() => engine.Forward(wider, Noise)).Error;
        Assert.Equal((ErrorKind.Mismatch, "image size", wider.Size, "11×14"), (size.Kind, size.Key, size.Value, size.Allowed));
        Assert.Throws<SaccadeException>(() => engine.Step(Plain, wider, Noise, 0.1));
        Assert.Throws<ArgumentException>(() => engine.Forward(Synthetic.TinyBatch(), Synthetic.TinyNoise(glimpses: 2)));
        Assert.Throws<ArgumentException>(() => engine.Forward(Synthetic.TinyBatch(), Synthetic.TinyNoise(rows: 10, glimpses: 1)));
    }

    [Theory]
    [InlineData(EngineKind.Torch)]
    [InlineData(EngineKind.Cpu)]
    public void A_batch_without_images_is_refused(EngineKind kind)
    {
        using IEngine engine = Engine(Fully, kind);
        ImageBatch none = new(5, Synthetic.TinySize);
        Assert.Throws<ArgumentException>(() => engine.Step(Plain, none, Noise, 0.1));
        Assert.Throws<ArgumentException>(() => engine.MeasureGradients(Plain, none, Noise));
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void No_native_memory_stays_behind(ModelOptions model, EngineKind kind)
    {
        long atFirst = LiveTensors.Count;
        using (IEngine engine = Engine(model, kind))
        {
            ImageBatch batch = Synthetic.TinyBatch();
            engine.Step(Plain, batch, Noise, 0.01); // the optimiser's memory may be made with the first step
            long before = LiveTensors.Count;
            engine.Step(Plain, batch, Noise, 0.01);
            engine.MeasureGradients(Plain, batch, Noise);
            engine.Forward(batch, Noise);
            engine.LoadWeights(engine.SaveWeights());
            engine.LoadOptimiser(engine.SaveOptimiser());
            Assert.Equal(before, LiveTensors.Count);
        }
        Assert.Equal(atFirst, LiveTensors.Count);
    }

    [Theory]
    [InlineData(ModelKind.FullyConnected, 16)]
    [InlineData(ModelKind.Convolutional, 16)]
    [InlineData(ModelKind.Convolutional, 0)]
    public void Both_nets_learn_to_read_drawn_digits(ModelKind kind, int units)
    {
        ModelOptions model = new() { Kind = kind, Classifier = new() { Units = units, FrameWidth = 28, FrameHeight = 28 } };
        Assert.InRange(DigitLessons.ErrorPercentAfter(model, new(), steps: 60, rate: 5e-3), 0, 50);
    }

    private static ModelOptions WithoutUnits(ModelOptions model) => model with { Classifier = model.Classifier with { Units = 0 } };

    private static IEngine Engine(ModelOptions model, EngineKind kind, long seed = 1) =>
        EngineFactory.Create(model, Plain, RandomKey.FromSeed(seed), 1, kind);

    private static void Train(IEngine engine, int from, int steps)
    {
        for (int step = from; step < from + steps; step++)
        {
            engine.Step(Plain, Synthetic.TinyBatch(step), Noise, 0.01);
        }
    }

    private static void AssertSame(IReadOnlyList<NamedTensor> expected, IReadOnlyList<NamedTensor> actual)
    {
        Assert.Equal(expected.Select(t => t.Name), actual.Select(t => t.Name));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
    }
}
