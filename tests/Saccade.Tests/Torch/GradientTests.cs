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
        float[] reward = Synthetic.Values(hybrid.Reward);
        Assert.Equal([0f, 1f], reward.Distinct().Order()); // the data show both cases
        float[] samples = Synthetic.Values(rollout.Samples!);
        float[] baselines = Synthetic.Values(rollout.Baselines!);
        int decisions = baselines.Length / 6;
        double[] advantages = [.. baselines.Select((b, i) => (double)(reward[i % 6] - (loss.SubtractBaseline ? b : 0)))];
        // The other rollout of an image is beside it.
        advantages = loss.LeaveOneOut ? [.. advantages.Select((a, i) => a - advantages[i ^ 1])] : advantages;

        using FrozenPaths frozen = new(model, batch, rollout, noise);
        (double[] scores, double[] means, _) = frozen.Walk();
        Assert.Equal(scores, Synthetic.Values(rollout.Scores).Select(s => (double)s), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(means, Synthetic.Values(rollout.Means!).Select(m => (double)m), (a, b) => Math.Abs(a - b) < 1e-5);
        double Action() => Terms.CrossEntropy(frozen.Walk().Scores, labels, loss.LabelSmoothing);
        double Baseline() => frozen.Walk().Baselines.Select((b, i) => (reward[i % 6] - b) * (reward[i % 6] - b)).Average();
        double Location() => frozen.Walk().Means.Chunk(2).Select((mu, i) =>
            -Terms.LogDensity(samples[2 * i] - mu[0], samples[2 * i + 1] - mu[1], options.Sigma, loss.LocationTerm)
            * advantages[i]).Sum()
            / 6 / (loss.Reduction == GlimpseReduction.Mean ? decisions : 1);

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
                float[] found = gradient is null ? new float[expected.Length] : Synthetic.Values(gradient);
                Assert.Equal(expected, found.Select(g => (double)g), (a, b) => Math.Abs(a - b) <= 1e-5 + 1e-4 * Math.Abs(a));
            }
        }
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

    /// <summary>The terms in double precision, from plain numbers.</summary>
    private static class Terms
    {
        public static double CrossEntropy(double[] scores, long[] labels, double smoothing) =>
            scores.Chunk(scores.Length / labels.Length).Select((s, n) =>
                Math.Log(s.Sum(Math.Exp)) - (1 - smoothing) * s[labels[n]] - smoothing * s.Average()).Average();

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
