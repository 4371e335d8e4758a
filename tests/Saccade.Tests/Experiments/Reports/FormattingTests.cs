using Saccade.Experiments.Reports;

namespace Saccade.Tests.Experiments.Reports;

public sealed class FormattingTests
{
    [Theory]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 0 s")]
    [InlineData(3465, "57 min 45 s")]
    [InlineData(3599.6, "1 h 0 min")]
    [InlineData(5994, "1 h 40 min")]
    [InlineData(7175, "2 h 0 min")]
    [InlineData(86_465, "24 h 1 min")]
    public void A_duration_is_rounded_to_the_unit_shown(double seconds, string expected) =>
        Assert.Equal(expected, Formatting.Duration(seconds));
}
