using Saccade.Cpu;
using Saccade.Data;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Engine.Tests;

/// <summary>An engine from public types alone trains the quickstart, shortened, and agrees with the library's.</summary>
public sealed class PlainEngineTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(0);

    // The recipe quickstart with fewer units, glimpses and digits.
    private static readonly ModelOptions s_model = new()
    {
        Sensor = new() { PatchSide = 12, Scales = 3 },
        Glimpses = 4,
        GlimpseHidden = 16,
        GlimpseFeatures = 32,
        Hidden = 32,
        Sigma = 0.2,
    };

    private static readonly TrainingOptions s_training = new()
    {
        Epochs = 2,
        BatchSize = 32,
        Loss = new() { LocationWeight = 0.1, LocationReachesCore = true },
        Optimiser = new() { ClipNorm = 5 },
        Schedule = new() { LearningRate = 0.003 },
    };

    private static readonly TaskOptions s_digits = new()
    {
        Digits = DigitSource.Drawn,
        FrameWidth = 60,
        FrameHeight = 60,
        TrainingDigits = 256,
        ValidationDigits = 64,
        TestDigits = 64,
    };

    public static TheoryData<string, ModelOptions, LossOptions> Variants => new()
    {
        { "quickstart", s_model, s_training.Loss },
        { "the paper's gradients", s_model, s_training.Loss with { LocationReachesCore = false } },
        { "no baseline in REINFORCE", s_model, s_training.Loss with { SubtractBaseline = false, BaselineReachesCore = true } },
        { "first location in the centre", s_model with { FirstLocation = FirstLocation.Centre, IdentityStart = false }, s_training.Loss },
        {
            "learned first location, probability as reward",
            s_model with { FirstLocation = FirstLocation.Learned }, s_training.Loss with { Reward = RewardKind.Probability }
        },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_gradient_agrees_with_that_of_the_CPU_engine(string name, ModelOptions model, LossOptions loss)
    {
        Assert.NotEmpty(name);
        // A step of plain gradient descent with rate 1 moves each weight by its gradient.
        TrainingOptions training = s_training with { Loss = loss, Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        ImageSet images = ImageSet.Read(DigitImages.ForTest(s_digits, dataFolder: null), 24);
        IEpisodes episodes = ((IEpisodeSource)ImageBatches.InOrder(images)).Load(0, 0);
        RolloutNoise noise = RolloutNoise.Draw(s_key, 0, 2 * episodes.Count, model.Glimpses, PolicyMode.Sample);
        using PlainEngine plain = new(model, training, s_key);
        using CpuEngine cpu = new(model, training, s_key, threads: 2);
        foreach (string term in plain.Plan.Terms)
        {
            LossWeights weights = LossWeights.Of(loss).Only(term);
            StepReport expected = cpu.Backward(episodes, noise, weights), actual = plain.Backward(episodes, noise, weights);
            AssertClose(expected.Loss.Total, actual.Loss.Total);
            AssertClose(expected.Reward, actual.Reward);
            AssertClose(expected.Accuracy, actual.Accuracy);
            AssertClose(expected.LocationVariance, actual.LocationVariance);
            Assert.All(plain.Plan.Networks, network => AssertClose(cpu.Gradient.Norm(network), plain.Gradient.Norm(network)));
            AssertClose(cpu.Gradient.Norm(), plain.Gradient.Norm());
        }
        IReadOnlyList<NamedTensor> before = cpu.SaveWeights();
        foreach (IEngine engine in new IEngine[] { cpu, plain })
        {
            engine.Backward(episodes, noise, LossWeights.Of(loss));
            engine.Update(learningRate: 1);
        }
        foreach (((NamedTensor first, NamedTensor expected), NamedTensor actual) in before.Zip(cpu.SaveWeights()).Zip(plain.SaveWeights()))
        {
            Assert.Equal((expected.Name, string.Join(' ', expected.Shape)), (actual.Name, string.Join(' ', actual.Shape)));
            AssertClose(Differences(first, expected), Differences(first, actual), expected.Name);
        }
    }

    [Theory]
    [InlineData(OptimiserKind.Adam)]
    [InlineData(OptimiserKind.AdamW)]
    [InlineData(OptimiserKind.Sgd)]
    public void A_training_agrees_with_that_of_the_CPU_engine(OptimiserKind kind)
    {
        TrainingOptions training = s_training with
        {
            Optimiser = new() { Kind = kind, ClipNorm = 0.5, WeightDecay = 0.01, Nesterov = true },
        };
        using CpuEngine cpu = new(s_model, training, s_key.Fork("weights"), threads: 2);
        using PlainEngine plain = new(s_model, training, s_key.Fork("weights"));
        Epochs expected = Train(cpu, training), actual = Train(plain, training);

        Assert.Equal(training.Epochs, actual.Metrics.Count);
        foreach ((EpochMetrics theirs, EpochMetrics ours) in expected.Metrics.Zip(actual.Metrics))
        {
            AssertClose(theirs.Loss.Total, ours.Loss.Total);
            Assert.Equal(theirs.ValidationErrorPercent, ours.ValidationErrorPercent);
            Assert.All(theirs.GradientNorms.Zip(ours.GradientNorms), pair => AssertClose(pair.First.Norm, pair.Second.Norm));
        }
        foreach ((NamedTensor theirs, NamedTensor ours) in cpu.SaveWeights().Zip(plain.SaveWeights()))
        {
            AssertClose(theirs.Values, ours.Values, theirs.Name);
        }
        IReadOnlyList<NamedTensor> state = plain.SaveOptimiser();
        Assert.Equal(Names(cpu.SaveOptimiser()), Names(state));
        cpu.LoadOptimiser(state);

        static IEnumerable<string> Names(IReadOnlyList<NamedTensor> tensors) =>
            tensors.Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Shape)}]").Order(StringComparer.Ordinal);
    }

    [Fact]
    public void The_quickstart_is_learned_through_the_trainer_and_a_stopped_run_resumes()
    {
        using PlainEngine whole = new(s_model, s_training, s_key), stopped = new(s_model, s_training, s_key);
        using PlainEngine resumed = new(s_model, s_training, s_key.Fork("other"));
        Epochs epochs = Train(whole, s_training);
        Assert.True(epochs.Metrics[^1].Loss.Action < epochs.Metrics[0].Loss.Action);

        Trainer trainer = TrainerOf(stopped, s_training);
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => trainer.Train(new StopAfter(11, stop), stop.Token));
        resumed.LoadWeights(stopped.SaveWeights());
        resumed.LoadOptimiser(stopped.SaveOptimiser());
        Trainer second = TrainerOf(resumed, s_training);
        second.State = trainer.State;
        second.Train();
        foreach ((NamedTensor theirs, NamedTensor ours) in whole.SaveWeights().Zip(resumed.SaveWeights()))
        {
            AssertClose(theirs.Values, ours.Values, theirs.Name);
        }
    }

    private static Trainer TrainerOf(IEngine engine, TrainingOptions training) =>
        new(engine, DigitImages.Task(s_digits, dataFolder: null, s_key.Fork("data")), training, s_key.Fork("training"));

    private static Epochs Train(IEngine engine, TrainingOptions training)
    {
        Epochs epochs = new();
        TrainerOf(engine, training).Train(epochs);
        return epochs;
    }

    private static float[] Differences(NamedTensor from, NamedTensor to) => [.. to.Values.Zip(from.Values, (a, b) => a - b)];

    /// <summary>Equal to float accuracy, relative to the largest value of the tensor.</summary>
    private static void AssertClose(float[] expected, float[] actual, string name)
    {
        double largest = expected.Max(Math.Abs), off = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(off <= 2e-5 * largest + 1e-7, $"{name} is off by {off:G3}, where the largest value is {largest:G3}.");
    }

    private static void AssertClose(double expected, double actual)
    {
        double allowed = 2e-5 * (1e-3 + Math.Abs(expected));
        Assert.InRange(actual, expected - allowed, expected + allowed);
    }

    private sealed class Epochs : ITrainingObserver
    {
        public List<EpochMetrics> Metrics { get; } = [];

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) => Metrics.Add(metrics);
    }

    private sealed class StopAfter(long steps, CancellationTokenSource stop) : ITrainingObserver
    {
        public void StepDone(Trainer trainer, StepReport step)
        {
            if (trainer.StepsDone == steps)
            {
                stop.Cancel();
            }
        }
    }
}
