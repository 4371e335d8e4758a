using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Torch.Losses;
using Saccade.Torch.Networks;
using Saccade.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Losses;

/// <summary>The loss of sequences: by hand, against a twin of plain numbers, against finite differences, and on both engines.</summary>
[Collection(TorchTests.Name)]
public sealed class SequenceLossTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11);
    private static readonly LossOptions Whole = new() { LocationReachesCore = true, BaselineReachesCore = true, LocationWeight = 0.5 };
    private static readonly ModelOptions Reader = Synthetic.Tiny with { Labels = 3, Glimpses = 6 };

    // Shorter than the slots, and as long: with the end symbol in the second, the third and no slot; and none.
    private static readonly int[][] Sequences = [[1], [2, 0], [0, 1, 2], []];

    public static TheoryData<string> Cases => [.. Variants.Keys];

    private static Dictionary<string, (ModelOptions Model, LossOptions Loss)> Variants { get; } = new()
    {
        ["accuracy"] = (Reader, Whole),
        ["probability and lambda"] = (Reader, Whole with { Reward = RewardKind.Probability, Lambda = 0.4 }),
        ["lambda 0 of a learned start"] = (
            Reader with { FirstLocation = FirstLocation.Learned, LocationHidden = 4 },
            Whole with { Reward = RewardKind.Probability, Lambda = 0 }),
        ["mean over the glimpses, without a baseline"] = (
            Reader with { Core = CoreKind.Lstm, Glimpses = 9 },
            Whole with { Reward = RewardKind.Probability, Reduction = GlimpseReduction.Mean, SubtractBaseline = false }),
        ["leave-one-out baseline"] = (Reader, Whole with { Reward = RewardKind.Probability, Lambda = 0.6, LeaveOneOut = true }),
        ["smoothed labels"] = (Reader, Whole with { Reward = RewardKind.Probability, LabelSmoothing = 0.2 }),
        ["one glimpse a label"] = (Reader with { Glimpses = 3 }, Whole with { Reward = RewardKind.Probability, Lambda = 0.5 }),
    };

    [Fact]
    public void A_sequence_earns_until_its_first_wrong_label_and_nothing_counts_after_its_end()
    {
        using DisposeScope scope = NewDisposeScope();
        // Two slots of one glimpse, classes 0, 1 and the end; the answers of three rollouts are (0, end), (1, 0) and (end, 1).
        float a = MathF.Log(2);
        float[] answers = [a, 0, 0, 0, a, 0, 0, 0, a, 0, 0, a, a, 0, 0, 0, a, 0];
        Tensor scores = tensor(answers, [2, 3, 3]);
        Rollout rollout = new()
        {
            Locations = zeros(2, 3, 2),
            Samples = zeros(1, 3, 2),
            Means = tensor([1f, 1, 1, 0, 2, 0], [1, 3, 2]),
            Baselines = tensor([0.5f, 0.25f, 1], [1, 3]),
            Hidden = zeros(2, 3, 1),
            GlimpseScores = scores,
            Scores = scores[-1],
        };
        // The right ones are (0, end), (0, 0) and (end): the first is right, the second wrong at once, the third ends after one slot.
        Tensor labels = tensor([0L, 0, 2, 2, 0, -1], [2, 3]);
        HybridLoss loss = SequenceLoss.Compute(rollout, labels, 1, new() { LocationTerm = LocationTerm.Bare });
        Assert.Equal([1f, 0, 1], Synthetic.Values(loss.Right));
        Assert.Equal([1f, 0, 1], Synthetic.Values(loss.Reward));
        Assert.Equal((-Math.Log(0.5) * 2 - Math.Log(0.25) - Math.Log(0.5)) / 2 / 3 - Math.Log(0.5) / 3, loss.Action.ToDouble(), 1e-5);
        // Only the answers after the second glimpse reward its choice: half the sequence of the first rollout.
        Assert.Equal((0 + 0.25 * 0.25 + 0) / 3, loss.Baseline.ToDouble(), 1e-5);
        Assert.Equal(-(-1 * 0.0 - 0.5 * -0.25) / 3, loss.Location.ToDouble(), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Terms_are_those_of_the_twin_and_gradients_their_slopes(string name)
    {
        (ModelOptions options, LossOptions loss) = Variants[name];
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = new(options, Key);
        // Two rollouts of each image.
        const int Rows = 8;
        ImageBatch batch = Synthetic.TinyBatch(count: 4);
        int[][] labels = [.. Enumerable.Range(0, Rows).Select(n => Sequences[n / 2])];
        RolloutNoise noise = Synthetic.TinyNoise(seed: 3, Rows, options.Glimpses);
        Rollout rollout = model.Unroll(batch, noise, new(true, true));
        HybridLoss hybrid = SequenceLoss.Compute(rollout, Targets(labels, options), options.Sigma, loss, rolloutsOfEach: 2);
        NaiveSequence naive = new(options, loss, labels);
        double[] samples = Doubles(rollout.Samples!), values = Doubles(rollout.Baselines!);
        double[][] earned = naive.Earned(Doubles(rollout.GlimpseScores));
        Assert.Equal(earned.Select(slots => slots.Sum()), Doubles(hybrid.Reward), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.True(earned.Select(slots => slots.Sum()).Distinct().Count() > 1);
        double[][] returns = naive.Returns(earned, values, 1), mixed = naive.Returns(earned, values, loss.Lambda);

        using FrozenPaths frozen = new(model, batch, rollout, noise);
        double Action()
        {
            frozen.Walk();
            return naive.Action(frozen.Answers);
        }
        double Baseline() => naive.Baseline(frozen.Walk().Baselines, returns);
        double Location()
        {
            double[] means = frozen.Walk().Means;
            double[] logs = [.. means.Zip(samples, (mu, l) => (l - mu) * (l - mu)).Chunk(2)
                .Select(square => -square.Sum() / (2 * options.Sigma * options.Sigma)
                    - 2 * Math.Log(options.Sigma * Math.Sqrt(2 * Math.PI)))];
            return naive.Location(logs, values, mixed);
        }
        foreach ((Tensor term, Func<double> slow) in
            new[] { (hybrid.Action, (Func<double>)Action), (hybrid.Baseline, Baseline), (hybrid.Location, Location) })
        {
            Assert.Equal(slow(), term.ToDouble(), 1e-4);
            model.zero_grad();
            term.backward(retain_graph: true);
            foreach ((string weight, Tensor weights) in frozen.Weights)
            {
                double[] expected = frozen.Derivatives(weights, slow);
                Tensor? gradient = model.get_parameter(weight)!.grad;
                double[] found = gradient is null ? new double[expected.Length] : Doubles(gradient);
                Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) <= 1e-5 + 1e-4 * Math.Abs(a));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_CPU_engine_takes_the_same_steps(string name)
    {
        (ModelOptions options, LossOptions loss) = Variants[name];
        TrainingOptions training = new() { Loss = loss, Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        SequenceEpisodes plain = new(Synthetic.TinyBatch(count: 7), Sequences);
        SequenceEpisodes rewarded = new(Synthetic.TinyBatch(count: 7), Sequences) { Reward = (p, label) => 1 - p[label] * p[label] };
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, 14, options.Glimpses, PolicyMode.Sample, scale: 0.6);
        using TorchEngine reference = TorchReference.Engine(options, training, Key);
        for (int threads = 1; threads <= 3; threads += 2)
        {
            using CpuEngine fast = new(options, training, Key, threads);
            reference.LoadWeights(fast.SaveWeights());
            foreach (SequenceEpisodes episodes in new[] { plain, rewarded })
            {
                StepReport expected = reference.Step(training, episodes, noise, 0.5), actual = fast.Step(training, episodes, noise, 0.5);
                Assert.Equal(expected.Loss.Action, actual.Loss.Action, 1e-4);
                Assert.Equal(expected.Loss.Baseline, actual.Loss.Baseline, 1e-4);
                Assert.Equal(expected.Loss.Location, actual.Loss.Location, 1e-3);
                Assert.Equal(expected.Loss.Total, actual.Loss.Total, 1e-3);
                Assert.Equal(expected.Accuracy, actual.Accuracy, 1e-6);
                Assert.Equal(expected.Reward, actual.Reward, 1e-5);
                Assert.Equal(expected.LocationVariance, actual.LocationVariance, 1e-4);
            }
            foreach ((NamedTensor weight, NamedTensor same) in reference.SaveWeights().Zip(fast.SaveWeights()))
            {
                Assert.Equal(weight.Values, same.Values, (a, b) => Math.Abs(a - b) <= 3e-4 * Math.Max(1, Math.Abs(a)));
            }
        }
    }

    [Fact]
    public void A_sequence_of_one_slot_has_the_loss_of_a_class()
    {
        using DisposeScope scope = NewDisposeScope();
        LossOptions loss = Whole with { Reward = RewardKind.Probability, Lambda = 0.3 };
        using RecurrentAttentionModel model = new(Synthetic.Tiny, Key);
        ImageBatch batch = Synthetic.TinyBatch();
        Rollout rollout = model.Unroll(batch, Synthetic.TinyNoise());
        Tensor labels = tensor([.. batch.Labels.ToArray().Select(label => (long)label)]);
        HybridLoss one = SequenceLoss.Compute(rollout, labels.unsqueeze(0), 0.3, loss);
        HybridLoss expected = HybridLoss.Compute(rollout, labels, 0.3, loss);
        Assert.Equal(expected.Action.ToDouble(), one.Action.ToDouble(), 1e-5);
        Assert.Equal(expected.Baseline.ToDouble(), one.Baseline.ToDouble(), 1e-5);
        Assert.Equal(expected.Location.ToDouble(), one.Location.ToDouble(), 1e-5);
        Assert.Equal(Synthetic.Values(expected.Reward), Synthetic.Values(one.Reward), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(Synthetic.Values(expected.Right), Synthetic.Values(one.Right));
    }

    [Fact]
    public void Answers_after_every_glimpse_and_glimpses_that_cannot_be_shared_are_refused()
    {
        TrainingOptions every = new() { Loss = new() { ActionAt = LossSteps.Every } };
        Assert.Equal("training.loss.action_at", Refused(Reader, every).Key);
        Assert.Equal("training.loss.reward_at", Refused(Reader, new() { Loss = new() { RewardAt = LossSteps.Every } }).Key);
        Assert.Equal("training.loss.reward", Refused(Reader, new() { Loss = new() { Reward = RewardKind.Progress } }).Key);
        ErrorData uneven = Refused(Reader with { Glimpses = 7 }, new());
        Assert.Equal(("model.glimpses", 7, "a multiple of 3"), (uneven.Key, uneven.Value, uneven.Allowed));
        Assert.Equal("model.labels", Refused(Reader with { Kind = ModelKind.FullyConnected }, new()).Key);
        using CpuEngine engine = new(Reader, new(), Key, 1);
        Assert.Throws<ArgumentException>(() => engine.Forward(Synthetic.TinyBatch(), Synthetic.TinyNoise(glimpses: 4)));

        static ErrorData Refused(ModelOptions model, TrainingOptions training)
        {
            ErrorData error = Assert.Throws<OptionException>(() => new CpuEngine(model, training, Key, 1)).Error;
            Assert.Equal(error, Assert.Throws<OptionException>(() => new TorchEngine(model, training, Key)).Error);
            return error;
        }
    }

    private static Tensor Targets(int[][] labels, ModelOptions options)
    {
        long[] targets = [.. Enumerable.Range(0, options.Labels).SelectMany(slot => labels.Select(sequence =>
            slot < sequence.Length ? sequence[slot] : slot == sequence.Length ? options.Classes - 1L : -1))];
        return tensor(targets, [options.Labels, labels.Length]);
    }

    private static double[] Doubles(Tensor values) => Array.ConvertAll(Synthetic.Values(values), value => (double)value);
}
