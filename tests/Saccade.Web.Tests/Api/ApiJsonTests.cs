using Saccade.Web.Api;

namespace Saccade.Web.Tests.Api;

public sealed class ApiJsonTests
{
    [Fact]
    public void What_cannot_be_written_fails_before_anything_is_sent() =>
        Assert.Throws<ArgumentException>(() => ApiJson.Answer(new { Fine = new float[100_000], Broken = float.NaN }));
}
