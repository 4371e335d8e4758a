using CsCheck;
using Saccade.Evaluation;

namespace Saccade.Tests.Evaluation;

public sealed class IntervalTests
{
    // The score method in Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_interval_has_the_published_values(int hits, int trials, double low, double high)
    {
        (double foundLow, double foundHigh) = Interval.Wilson95(hits, trials);
        Assert.Equal(low, foundLow, 0.00005);
        Assert.Equal(high, foundHigh, 0.00005);
    }

    [Fact]
    public void No_hits_begin_at_nothing_and_all_hits_end_at_everything()
    {
        Assert.Equal(0, Interval.Wilson95(0, 7).Low);
        Assert.Equal(1, Interval.Wilson95(7, 7).High);
    }

    [Fact]
    public void Interval_contains_the_share_stays_within_bounds_and_mirrors() =>
        Gen.Int[1, 100_000].SelectMany(trials => Gen.Int[0, trials].Select(hits => (hits, trials))).Sample((hits, trials) =>
        {
            (double low, double high) = Interval.Wilson95(hits, trials);
            (double missLow, double missHigh) = Interval.Wilson95(trials - hits, trials);
            Assert.True(0 <= low && low <= (double)hits / trials && (double)hits / trials <= high && high <= 1 && low < high);
            Assert.Equal(1 - missHigh, low, 12);
            Assert.Equal(1 - missLow, high, 12);
        });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    [InlineData(-1, 1)]
    public void Counts_that_cannot_be_are_refused(int hits, int trials) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.Wilson95(hits, trials));
}
