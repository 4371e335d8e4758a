using Saccade.Runtime;

namespace Saccade.Tests.Runtime;

public sealed class FiniteTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void One_that_is_none_is_found_anywhere(float none)
    {
        for (int length = 1; length < 40; length++)
        {
            float[] values = [.. Enumerable.Range(0, length).Select(i => float.MinValue / (i + 1))];
            Assert.True(Finite.All(values));
            for (int at = 0; at < length; at++)
            {
                float[] broken = [.. values];
                broken[at] = none;
                Assert.False(Finite.All(broken));
            }
        }
    }

    [Fact]
    public void Nothing_is_finite() => Assert.True(Finite.All([]));
}
