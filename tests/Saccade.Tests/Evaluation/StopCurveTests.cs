using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Evaluation;

/// <summary>Evaluation and traces of rollouts that end early, with an agent of known answers.</summary>
public sealed class StopCurveTests
{
    private const int Images = 4;

    private static readonly ImageBatch s_batch = Labelled();

    [Fact]
    public void Prices_thresholds_and_fixed_numbers_have_their_errors_and_mean_glimpses()
    {
        StopCurve curve = StopCurve.Measure(new EndingAgent(), new Source(), new());
        // Image i is answered rightly from glimpse i + 1 on, with a probability of 0.3 + 0.2 · glimpse: 0.5, 0.7, 0.9.
        Assert.Equal([Point(1, 75), Point(2, 50), Point(3, 25)], curve.Fixed);
        Assert.Equal(
            [1, 2, 3, 3], curve.Thresholds.Where(point => point.Setting is 0.4 or 0.6 or 0.8 or 0.95).Select(p => p.MeanGlimpses));
        Assert.Equal(12, curve.Prices.Count);
        Assert.Equal((0.01, 0.1), (curve.Prices[0].Setting, curve.Prices[^1].Setting));
        // The agent ends after 1 glimpse at prices above 0.03, else after i + 1 of at most 3.
        Assert.Equal((2.25, 25), (curve.Prices[0].MeanGlimpses, curve.Prices[0].ErrorPercent));
        Assert.Equal((1, 75), (curve.Prices[^1].MeanGlimpses, curve.Prices[^1].ErrorPercent));

        static StopPoint Point(int glimpses, double error)
        {
            (double low, double high) = Interval.Wilson95(error * Images / 100, Images);
            return new(glimpses, glimpses, error, 100 * low, 100 * high);
        }
    }

    [Fact]
    public void The_curve_is_the_mean_over_the_draws_with_an_interval_over_the_images()
    {
        // With the labels of the second draw the answer to image i is right before glimpse i + 1.
        Source draws = new() { Second = Labelled(1) };
        StopPoint first = StopCurve.Measure(new EndingAgent(), draws, new()).Fixed[0];
        StopPoint both = StopCurve.Measure(new EndingAgent(), draws, new() { Draws = 2 }).Fixed[0];
        Assert.Equal((75, 50), (first.ErrorPercent, both.ErrorPercent));
        (double low, double high) = Interval.Wilson95(2, Images);
        Assert.Equal((100 * low, 100 * high), (both.ErrorPercentLow, both.ErrorPercentHigh));
    }

    [Fact]
    public void An_ended_rollout_costs_the_decision_to_end_it_too()
    {
        ModelOptions model = new EndingAgent().Model;
        EvaluationResult result = Evaluator.Evaluate(new EndingAgent(), new Source(), new());
        // 1, 2, 3 and 3 glimpses of 3: the last two had no third decision.
        Assert.Equal(NetworkPlan.FlopsOf(model, Synthetic.TinySize, 2.25, (1 + 2 + 2 + 2) / 4.0), result.FlopsPerImage);
        Assert.Equal(2.25 * model.Sensor.GlimpseSize(1), result.ValuesSeen);
        // Without prices nothing decides.
        result = Evaluator.Evaluate(new EndingAgent(), new Source(), new() { Price = 0 });
        Assert.Equal(NetworkPlan.FlopsOf(model, Synthetic.TinySize, 3, 0), result.FlopsPerImage);
    }

    [Fact]
    public void An_evaluation_counts_the_answer_at_the_end_and_the_glimpses_up_to_it()
    {
        EvaluationResult result = Evaluator.Evaluate(new EndingAgent(), new Source(), new());
        Assert.Equal((25, 2.25), (result.ErrorPercent, result.MeanGlimpses));
        result = Evaluator.Evaluate(new EndingAgent(), new Source(), new() { Price = 0.1 });
        Assert.Equal((75, 1), (result.ErrorPercent, result.MeanGlimpses));
        Assert.Equal([0.25, 0.25, 0.25], result.AccuracyByGlimpse);
        result = Evaluator.Evaluate(new EndingAgent(), new Source(), new() { Price = 0 });
        Assert.Equal((25, null), (result.ErrorPercent, result.MeanGlimpses));
    }

    [Fact]
    public void A_trace_ends_where_its_rollout_ended() => Assert.Equal(
        [1, 2, 3, 3], GlimpseTracer.Trace(new EndingAgent(), new Source(), Images, new()).Select(trace => trace.Glimpses));

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.001)]
    public void A_price_outside_of_those_in_training_is_refused(double price)
    {
        OptionException refused = Assert.Throws<OptionException>(
            () => Evaluator.Evaluate(new EndingAgent(), new Source(), new() { Price = price }));
        Assert.Equal(("price", "0.01 to 0.1"), (refused.Error.Key, refused.Error.Allowed));
    }

    [Fact]
    public void A_model_without_a_stop_network_has_no_price()
    {
        EvaluationOptions options = new() { Price = 0.01 };
        Assert.Equal("price", Assert.Throws<OptionException>(() => Synthetic.Tiny.RequirePrice(options.Price)).Error.Key);
        RolloutNoise noise = Synthetic.TinyNoise();
        Assert.Same(noise, Synthetic.Tiny.Priced(noise));
    }

    [Fact]
    public void Prices_of_training_are_uniform_in_their_logarithm_and_depend_on_the_row_alone()
    {
        RolloutNoise noise = RolloutNoise.Draw(RandomKey.FromSeed(1), 0, 4000, 1, PolicyMode.Mean);
        float[] prices = [.. noise.WithPrices(0.001, 0.1, RandomKey.FromSeed(2)).Prices];
        Assert.InRange(prices.Min(), 0.001f, 0.00101f);
        Assert.InRange(prices.Max(), 0.099f, 0.1f);
        Assert.Equal(0.5, prices.Count(price => price < 0.01) / 4000.0, 0.03);
        RolloutNoise few = RolloutNoise.Draw(RandomKey.FromSeed(1), 0, 9, 1, PolicyMode.Mean).WithPrices(0.001, 0.1, RandomKey.FromSeed(2));
        Assert.Equal(prices[..9], few.Prices);
        Assert.Equal(prices[..9], few.WithDropout(0.5, RandomKey.FromSeed(3)).Prices);
        Assert.Throws<ArgumentException>(() => noise.WithPrices([0.1f]));
    }

    private static ImageBatch Labelled(int label = 0)
    {
        ImageBatch batch = Synthetic.TinyBatch(count: Images);
        batch.Labels.Fill(label);
        return batch;
    }

    private sealed class Source : IEpisodeSource
    {
        public int Count => Images;

        public int StepsPerEpoch => 1;

        public Labels? Labels => null;

        /// <summary>The images of the second draw.</summary>
        public ImageBatch Second { get; init; } = s_batch;

        public IEpisodes Load(int epoch, int step) => epoch == 0 ? s_batch : Second;
    }
}
