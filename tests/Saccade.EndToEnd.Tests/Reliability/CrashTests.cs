using Saccade.Reliability.Crashes;

namespace Saccade.EndToEnd.Tests.Reliability;

/// <summary>A few kills of the long trial: <c>crash</c> of tests/Saccade.Reliability.</summary>
public sealed class CrashTests
{
    [Fact]
    public void A_run_killed_at_random_moments_ends_with_the_bits_of_one_never_killed()
    {
        CrashReport report = CrashHarness.Run(new() { Kills = 5, Epochs = 6, Seed = 3, Disks = 0 });
        Assert.Empty(report.Faults);
        Assert.Equal(5, report.Kills.Values.Sum());
        Assert.True(report.Runs > 0);
    }

    [Fact]
    public void On_a_full_disk_or_without_the_right_to_write_a_run_ends_in_one_line_and_resumes_later()
    {
        CrashReport report = CrashHarness.Run(new() { Kills = 0, Epochs = 6, Disks = 1 });
        Assert.Empty(report.Faults);
        Assert.Equal(2, report.Hindrances.Count);
        string[] skipped = [.. report.Hindrances.Where(line => line.Contains("skipped", StringComparison.Ordinal))];
        Assert.SkipWhen(skipped.Length > 0, string.Join(' ', skipped));
    }
}
