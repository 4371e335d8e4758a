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

namespace Saccade.Tests.Torch;

/// <summary>Every weight's gradient of every loss term against central differences along the same paths.</summary>
[Collection(TorchTests.Name)]
public sealed class GradientTests
{
    private static readonly LossOptions Whole = new() { LocationReachesCore = true, BaselineReachesCore = true, LocationWeight = 1 };

    // Few units, for the sake of time: every weight is moved twice.
    private static readonly ModelOptions Small =
        Synthetic.Tiny with { Sensor = new() { PatchSide = 4, Scales = 2 }, GlimpseHidden = 4, GlimpseFeatures = 5, Hidden = 4 };

    public static TheoryData<string> Cases => [.. Models.Keys];

    private static Dictionary<string, (ModelOptions Model, LossOptions Loss)> Models { get; } = new()
    {
        ["the paper's"] = (Synthetic.Tiny, Whole),
        ["the report's"] = (
            Synthetic.Tiny with
            {
                GlimpseForm = GlimpseForm.Concatenated,
                LocationHidden = 4,
                SquashMean = false,
                FirstLocation = FirstLocation.Centre,
            },
            Whole with { LocationTerm = LocationTerm.Report, Reduction = GlimpseReduction.Mean, SubtractBaseline = false }),
        ["LSTM that chooses its start"] = (
            Synthetic.Tiny with { Core = CoreKind.Lstm, Hidden = 4, FirstLocation = FirstLocation.Learned },
            Whole with { LocationTerm = LocationTerm.Bare }),
        ["label smoothing"] = (Synthetic.Tiny, Whole with { LabelSmoothing = 0.3 }),
        ["leave-one-out baseline"] = (Synthetic.Tiny, Whole with { LeaveOneOut = true }),
        ["dropout"] = (Synthetic.Tiny, Whole),
        ["batch normalisation"] = (Synthetic.Tiny with { BatchNorm = true, LocationHidden = 4 }, Whole),
        ["convolutions, multiplied, two ReLU layers and a context network"] = (
            Small with
            {
                Convolution = new() { Filters = [2, 3], Pools = [1, 2] },
                GlimpseForm = GlimpseForm.Multiplied,
                CoreLayers = 2,
                Context = new() { Side = 4, Units = 5 },
                FirstLocation = FirstLocation.Learned,
            },
            Whole),
        ["convolutions of each scale with the place of the maximum, two LSTM layers"] = (
            Small with
            {
                Convolution = new() { Filters = [2] },
                ConvolveScalesApart = true,
                ConvolutionPooling = GlobalPooling.MaximumAndPlace,
                GlimpseForm = GlimpseForm.Concatenated,
                Core = CoreKind.Lstm,
                CoreLayers = 2,
            },
            Whole with { LocationTerm = LocationTerm.Bare }),
        ["a context network with convolutions that starts the one core"] = (
            Small with
            {
                Convolution = new() { Filters = [3] },
                ConvolutionPooling = GlobalPooling.Maximum,
                Context = new() { Side = 6, Units = 4, Convolution = new() { Filters = [3], Pools = [2] }, Pooling = GlobalPooling.Mean },
                FirstLocation = FirstLocation.Learned,
            },
            Whole),
        ["saliency map"] = (
            Small with
            {
                LocationForm = LocationForm.Saliency,
                Context = new() { Side = 6, Units = 0, Convolution = new() { Filters = [3] } },
            },
            Whole),
        ["saliency map beside a first state of the second LSTM layer"] = (
            Small with
            {
                LocationForm = LocationForm.Saliency,
                Core = CoreKind.Lstm,
                CoreLayers = 2,
                Context = new() { Side = 8, Units = 4, Convolution = new() { Filters = [2, 3], Pools = [2, 1] } },
                FirstLocation = FirstLocation.Learned,
            },
            Whole),
        ["reward of progress, lambda return"] = (Synthetic.Tiny, Whole with { Reward = RewardKind.Progress, Lambda = 0.6 }),
        ["reward of progress from the start, lambda return, leave-one-out baseline"] = (
            Small with { FirstLocation = FirstLocation.Learned },
            Whole with { Reward = RewardKind.Progress, Lambda = 0.6, LeaveOneOut = true }),
        ["lambda return"] = (Synthetic.Tiny, Whole with { Lambda = 0.6 }),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_are_the_slopes_of_the_terms(string name)
    {
        (ModelOptions options, LossOptions loss) = Models[name];
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = new(options, RandomKey.FromSeed(11));
        ImageBatch batch = Synthetic.TinyBatch(count: 3);
        // Two rollouts of each image.
        RolloutNoise noise = Synthetic.TinyNoise(seed: 3, rows: 6);
        noise = name == "dropout" ? noise.WithDropout(0.3, RandomKey.FromSeed(2)) : noise;
        long[] labels = [.. Enumerable.Range(0, 6).Select(n => (long)batch.Labels[n / 2])];
        Rollout rollout = model.Unroll(batch, noise, new(loss.LocationReachesCore, loss.BaselineReachesCore));
        HybridLoss hybrid = HybridLoss.Compute(rollout, tensor(labels), options.Sigma, loss, rolloutsOfEach: 2);
        if (loss.Reward == RewardKind.Accuracy)
        {
            Assert.Equal([0f, 1f], Synthetic.Values(hybrid.Reward).Distinct().Order()); // the data show both cases
        }
        double[] samples = Doubles(rollout.Samples!), baselines = Doubles(rollout.Baselines!);
        int decisions = baselines.Length / 6;
        double[] rewards = Terms.Rewards(Doubles(rollout.GlimpseScores), options.Classes, labels, decisions, loss.Reward);
        double[] targets = Terms.Returns(rewards, baselines, rows: 6, lambda: 1);
        double[] advantages =
        [
            .. Terms.Returns(rewards, baselines, rows: 6, loss.Lambda).Zip(baselines, (r, b) => r - (loss.SubtractBaseline ? b : 0)),
        ];
        // The other rollout of an image is beside it.
        advantages = loss.LeaveOneOut ? [.. advantages.Select((a, i) => a - advantages[i ^ 1])] : advantages;

        using FrozenPaths frozen = new(model, batch, rollout, noise);
        (double[] scores, double[] means, _) = frozen.Walk();
        Assert.Equal(scores, Doubles(rollout.Scores), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(means, Doubles(rollout.Means!), (a, b) => Math.Abs(a - b) < 1e-5);
        double Action() => Terms.CrossEntropy(frozen.Walk().Scores, labels, loss.LabelSmoothing);
        double Baseline() => frozen.Walk().Baselines.Zip(targets, (b, r) => (r - b) * (r - b)).Average();
        double Location() => frozen.Walk().Means.Chunk(2).Select((mu, i) =>
            -Terms.LogDensity(samples[2 * i] - mu[0], samples[2 * i + 1] - mu[1], options.Sigma, loss.LocationTerm)
            * advantages[i]).Sum()
            / 6 / (loss.Reduction == GlimpseReduction.Mean ? decisions : 1);

        Dictionary<string, double> steepest = [];
        foreach ((Tensor term, Func<double> slow) in
            new[] { (hybrid.Action, (Func<double>)Action), (hybrid.Baseline, Baseline), (hybrid.Location, Location) })
        {
            Assert.Equal(slow(), term.ToDouble(), 1e-4);
            model.zero_grad();
            term.backward(retain_graph: true);
            foreach ((string weight, Tensor values) in frozen.Weights)
            {
                double[] expected = frozen.Derivatives(values, slow);
                Tensor? gradient = model.get_parameter(weight)!.grad;
                double[] found = gradient is null ? new double[expected.Length] : Doubles(gradient);
                Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) <= 1e-5 + 1e-4 * Math.Abs(a));
                steepest[weight] = Math.Max(steepest.GetValueOrDefault(weight), expected.Max(Math.Abs));
            }
        }
        // Otherwise the case would say nothing of a layer. A bias before a softmax or a normalisation has no slope.
        Assert.DoesNotContain(steepest, slope => slope.Key.EndsWith(".weight", StringComparison.Ordinal) && slope.Value < 1e-4);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Terms_reach_the_networks_that_they_may(bool location, bool baseline)
    {
        TrainingOptions training = new() { Loss = new() { LocationReachesCore = location, BaselineReachesCore = baseline } };
        using TorchEngine engine = TorchReference.Engine(Synthetic.Tiny, training, RandomKey.FromSeed(11));
        string[] reached =
        [
            .. engine.MeasureGradients(training, Synthetic.TinyBatch(), Synthetic.TinyNoise()).Where(g => g.Norm > 0)
                .Select(g => $"{g.Term} {g.Network}"),
        ];
        string[] expected =
        [
            "action glimpse", "action core", "action action",
            .. baseline ? ["baseline glimpse", "baseline core"] : Array.Empty<string>(), "baseline baseline",
            .. location ? ["location glimpse", "location core"] : Array.Empty<string>(), "location location",
        ];
        Assert.Equal(expected, reached);
    }

    private static double[] Doubles(Tensor tensor) => [.. Synthetic.Values(tensor).Select(value => (double)value)];

    /// <summary>The terms in double precision, from plain numbers.</summary>
    private static class Terms
    {
        public static double CrossEntropy(double[] scores, long[] labels, double smoothing) =>
            scores.Chunk(scores.Length / labels.Length).Select((s, n) =>
                Math.Log(s.Sum(Math.Exp)) - (1 - smoothing) * s[labels[n]] - smoothing * s.Average()).Average();

        /// <summary>
        /// What each decision earns with the answer after its glimpse [D, N]: the fall of the cross-entropy, or at the last one whether it
        /// is right.
        /// </summary>
        public static double[] Rewards(double[] scores, int classes, long[] labels, int decisions, RewardKind kind)
        {
            int rows = labels.Length, earned = decisions * rows;
            double[][] answers = [.. scores.Chunk(classes)];
            double LogProbability(int i) =>
                i < 0 ? -Math.Log(classes) : answers[i][labels[i % rows]] - Math.Log(answers[i].Sum(Math.Exp));
            return
            [
                .. Enumerable.Range(answers.Length - earned, earned).Select(i =>
                    kind == RewardKind.Progress ? LogProbability(i) - LogProbability(i - rows)
                    : i >= answers.Length - rows && Array.IndexOf(answers[i], answers[i].Max()) == labels[i % rows] ? 1
                    : 0),
            ];
        }

        /// <summary>The return of each decision [D, N]: what it earns and, as far as λ reaches, what later ones do; then b.</summary>
        public static double[] Returns(double[] rewards, double[] baselines, int rows, double lambda)
        {
            double[] returns = [.. rewards];
            for (int i = returns.Length - rows - 1; i >= 0; i--)
            {
                returns[i] += lambda * returns[i + rows] + (1 - lambda) * baselines[i + rows];
            }
            return returns;
        }

        public static double LogDensity(double dx, double dy, double sigma, LocationTerm term)
        {
            double squares = dx * dx + dy * dy;
            double normaliser = 2 * Math.Log(sigma * Math.Sqrt(2 * Math.PI));
            return term switch
            {
                LocationTerm.Exact => -normaliser - squares / (2 * sigma * sigma),
                LocationTerm.Report => -normaliser - squares / (2 * sigma),
                _ => -squares / (2 * sigma * sigma),
            };
        }
    }
}
