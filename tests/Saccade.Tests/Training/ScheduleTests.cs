using CsCheck;
using Saccade.Training;

namespace Saccade.Tests.Training;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData(ScheduleKind.Constant, 1.0, 1.0, 1.0)]
    [InlineData(ScheduleKind.Linear, 1.0, 0.505, 0.01)]
    [InlineData(ScheduleKind.Exponential, 1.0, 0.1, 0.01)]
    [InlineData(ScheduleKind.Cosine, 1.0, 0.505, 0.01)]
    public void Every_kind_falls_from_the_first_rate_to_the_final_one(ScheduleKind kind, double start, double middle, double end)
    {
        ScheduleOptions options = new() { Kind = kind, LearningRate = 1, FinalRate = 0.01 };
        Assert.Equal(start, Schedule.RateAt(options, 0, 1000, 10), 12);
        Assert.Equal(middle, Schedule.RateAt(options, 500, 1000, 10), 12);
        // The end is reached when the run is over; its last step is one step short of it.
        Assert.Equal(end, Schedule.RateAt(options, 1000, 1000, 10), 12);
        Assert.Equal(end, Schedule.RateAt(options, 999, 1000, 10), 0.005);
    }

    [Fact]
    public void The_noise_scale_of_the_policy_falls_by_the_same_factor_or_stays()
    {
        ScheduleOptions options = new() { FinalSigmaRatio = 0.01 };
        Assert.Equal(
            [1, 0.1, 0.01], new[] { 0, 500, 1000 }.Select(step => Schedule.NoiseScaleAt(options, step, 1000)),
            (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(1.0, Schedule.NoiseScaleAt(new(), 700, 1000));
    }

    [Fact]
    public void A_quarter_of_the_cosine_is_where_the_cosine_is() =>
        Assert.Equal((1 + Math.Sqrt(0.5)) / 2, Schedule.RateAt(new() { LearningRate = 1 }, 25, 100, 10), 12);

    [Fact]
    public void Warm_up_rises_evenly_and_the_fall_begins_after_it()
    {
        ScheduleOptions options = new() { Kind = ScheduleKind.Linear, LearningRate = 0.5, FinalRate = 0, WarmUpEpochs = 0.4 };
        // Four steps of ten an epoch: fifths of the rate, then the whole, then the line over the other 16.
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5], Rates(options, 0, 5, 20), Near);
        Assert.Equal(0.25, Schedule.RateAt(options, 12, 20, 10), 12);
        Assert.Equal(0.5 / 16, Schedule.RateAt(options, 19, 20, 10), 12);
    }

    [Theory]
    [InlineData(0.0, 0.5)]
    [InlineData(0.1, 0.25)]
    [InlineData(0.05, 0.5 / 1.5)]
    [InlineData(100.0, 0.5 / 1001)]
    public void A_run_of_one_step_has_a_rate(double warmUp, double rate)
    {
        foreach (ScheduleKind kind in Enum.GetValues<ScheduleKind>())
        {
            ScheduleOptions options = new() { Kind = kind, LearningRate = 0.5, FinalRate = 0.1, WarmUpEpochs = warmUp };
            Assert.Equal(rate, Schedule.RateAt(options, 0, 1, 10), 12);
        }
    }

    [Fact]
    public void Rates_stay_within_bounds_rise_in_the_warm_up_and_fall_after() =>
        Gen.Select(Gen.Enum<ScheduleKind>(), Gen.Double[1e-6, 1], Gen.Double[0.001, 1], Gen.Double[0, 4], Gen.Int[1, 60], Gen.Int[1, 20])
            .Sample((kind, rate, part, warmUp, steps, perEpoch) =>
            {
                ScheduleOptions options = new() { Kind = kind, LearningRate = rate, FinalRate = rate * part, WarmUpEpochs = warmUp };
                double[] rates = Rates(options, 0, steps, steps, perEpoch);
                int warm = (int)Math.Min(steps, Math.Ceiling(warmUp * perEpoch));
                Assert.All(rates, r => Assert.InRange(r, double.Epsilon, rate * (1 + 1e-12)));
                Assert.Equal(rates[..warm].Order(), rates[..warm]);
                Assert.All(rates[warm..].Zip(rates[warm..].Skip(1)), pair => Assert.True(pair.Second <= pair.First * (1 + 1e-12)));
            });

    private static double[] Rates(ScheduleOptions options, int first, int count, long steps, int perEpoch = 10) =>
        [.. Enumerable.Range(first, count).Select(step => Schedule.RateAt(options, step, steps, perEpoch))];

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
}
