using Saccade.Reliability.Networks;

namespace Saccade.EndToEnd.Tests.Reliability;

/// <summary>The forecast that the long trial <c>network</c> of tests/Saccade.Reliability checks.</summary>
public sealed class NetworkTests
{
    private static readonly StepCost s_cost = new(0.0003, 1_300_000, new(1e9, TimeSpan.FromMilliseconds(0.5)));

    [Fact]
    public void A_step_is_computing_sending_and_delays()
    {
        // Both ranks send half the gradient twice; three delays for each, and two for small messages.
        Assert.Equal(0.0003 * 256 + 2 * 650_000 * 8 / 1e9 + (2 * 3 + 2) * 0.0005, s_cost.Seconds(512, 2), 1e-12);
        // A 64th part is sent at once.
        Assert.Equal(
            0.0003 * 8 + 2 * 63 * (1_300_000 / 64.0) * 8 / 1e9 + (2 * 63 + 2 * 6) * 0.0005, s_cost.Seconds(512, 64), 1e-12);
    }

    [Fact]
    public void One_rank_sends_nothing() => Assert.Equal(0.0003 * 512, s_cost.Seconds(512, 1), 1e-12);
}
