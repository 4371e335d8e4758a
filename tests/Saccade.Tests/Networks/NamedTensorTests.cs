using Saccade.Networks;

namespace Saccade.Tests.Networks;

public sealed class NamedTensorTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_value_that_is_not_finite_is_found_anywhere(float value)
    {
        for (int length = 1; length < 40; length++)
        {
            float[] values = [.. Enumerable.Range(0, length).Select(i => float.MinValue / (i + 1))];
            Assert.True(Tensor(values).IsFinite());
            for (int at = 0; at < length; at++)
            {
                float[] broken = [.. values];
                broken[at] = value;
                Assert.False(Tensor(broken).IsFinite());
            }
        }
    }

    [Fact]
    public void An_empty_tensor_is_finite() => Assert.True(Tensor([]).IsFinite());

    private static NamedTensor Tensor(float[] values) => new("a", [values.Length], values);
}
