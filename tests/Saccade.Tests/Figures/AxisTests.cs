using CsCheck;
using Saccade.Figures.Plots;

namespace Saccade.Tests.Figures;

public sealed class AxisTests
{
    [Fact]
    public void Linear_ticks_are_round_and_enclose_the_values()
    {
        Axis axis = Axis.Linear(-0.3, 2.2);
        Assert.Equal([-0.5, 0, 0.5, 1, 1.5, 2, 2.5], axis.Ticks);
        Assert.Equal(0.5, axis.Place(1));
        Assert.Equal([0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5], Axis.Linear(1, 1, 10).Ticks, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(0.5, Axis.Linear(0, 0).Place(0), 1e-9);
    }

    [Fact]
    public void Logarithmic_ticks_are_one_two_five_or_decades_where_there_are_many()
    {
        Assert.Equal([1, 2, 5, 10, 20], Axis.Logarithmic(1.3, 17).Ticks);
        Assert.Equal([0.001, 0.01, 0.1, 1, 10], Axis.Logarithmic(0.001, 10).Ticks, (a, b) => Math.Abs(a - b) < 1e-9 * a);
        Assert.Equal(0.5, Axis.Logarithmic(0.01, 1).Place(0.1), 1e-9);
        Assert.True(Axis.Logarithmic(1e-30, 1).Least >= 1e-7);
    }

    [Fact]
    public void Every_range_is_enclosed_by_few_rising_ticks()
    {
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Double[0, 1e6], Gen.Double[-12, 6], Gen.Double[0, 5]).Sample((start, span, power, decades) =>
        {
            Check(Axis.Linear(start, start + span), start, start + span);
            double least = Math.Pow(10, power), most = least * Math.Pow(10, decades);
            Check(Axis.Logarithmic(least, most), least, most);
        });

        static void Check(Axis axis, double least, double most)
        {
            Assert.True(axis.Place(least) >= -1e-5 && axis.Place(most) <= 1 + 1e-5);
            Assert.InRange(axis.Ticks.Count, 1, 12);
            Assert.Equal(axis.Ticks.Order(), axis.Ticks);
        }
    }

    [Fact]
    public void A_tick_has_the_same_label_on_every_axis()
    {
        Assert.Equal(["0", "0.0005", "0.001", "0.0015"], Labels(Axis.Linear(0, 0.0015, 3)));
        Assert.Equal(["1e-5", "0.0001", "0.001", "0.01", "0.1", "1"], Labels(Axis.Logarithmic(1e-5, 1)));
        Assert.Equal(["0", "50000", "1e5"], Labels(Axis.Linear(0, 1e5, 2)));

        static IEnumerable<string> Labels(Axis axis) => axis.Ticks.Select(Axis.Label);
    }

    [Fact]
    public void An_axis_through_values_has_a_tick_at_each_of_a_few_and_one_around_them_starts_at_zero_where_it_is_near()
    {
        Assert.Equal([1, 4, 9], Axis.Through([1, 4, 9]).Ticks);
        Assert.Equal([1, 4, 7], Axis.Through([.. Enumerable.Range(1, 40).Select(t => (double)t)]).Ticks.Take(3));
        Assert.Equal(0.5, Axis.Through([3]).Place(3));
        Assert.Equal((0, 2), (Axis.Around([1, 2, double.NaN], log: false).Least, Axis.Around([1, 2, double.NaN], log: false).Most));
        Assert.True(Axis.Around([90, 100], log: false).Least > 80);
        Assert.Equal((true, false, false), (Axis.Errors(1, 11).Log, Axis.Errors(1, 9).Log, Axis.Errors(0, 50).Log));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.25, "-0.25")]
    [InlineData(0.30000000000000004, "0.3")]
    [InlineData(2e-5, "2e-5")]
    [InlineData(100000, "1e5")]
    public void Labels_are_short(double value, string label) => Assert.Equal(label, Axis.Label(value));
}
