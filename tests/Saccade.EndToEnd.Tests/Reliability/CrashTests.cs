using Saccade.Reliability.Crashes;

namespace Saccade.EndToEnd.Tests.Reliability;

/// <summary>A few kills of the long trial: <c>crash</c> of tests/Saccade.Reliability.</summary>
public sealed class CrashTests
{
    [Fact]
    public void A_run_killed_at_random_moments_ends_with_the_bits_of_one_never_killed()
    {
        CrashReport report = CrashHarness.Run(new() { Kills = 5, Epochs = 12, Seed = 3, Hindrances = false });
        Assert.Empty(report.Faults);
        Assert.Equal(5, report.Kills.Values.Sum());
        Assert.True(report.Runs > 0);
    }
}
