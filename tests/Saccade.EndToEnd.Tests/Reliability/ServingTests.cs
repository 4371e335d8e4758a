using Saccade.Reliability.Serving;

namespace Saccade.EndToEnd.Tests.Reliability;

/// <summary>Short forms of the long trial <c>serving</c> of tests/Saccade.Reliability.</summary>
public sealed class ServingTests
{
    [Fact]
    public async Task A_server_that_is_stopped_answers_all_looks_in_flight()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The program is stopped by SIGTERM.");
        ServingReport report = await ServingHarness.Stop(30, TestContext.Current.CancellationToken);

        Assert.Empty(report.Faults);
    }
}
