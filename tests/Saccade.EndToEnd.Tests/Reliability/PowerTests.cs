using Saccade.Reliability.Crashes;

namespace Saccade.EndToEnd.Tests.Reliability;

/// <summary>The trial <c>power</c> of tests/Saccade.Reliability where it cannot run.</summary>
public sealed class PowerTests
{
    [Fact]
    public void Where_no_disk_can_be_mounted_the_trial_says_so_and_does_not_count_as_passed()
    {
        Assert.Null(LoopDisk.TryCreate(out string reason, mount: "no-such-program"));
        Assert.Matches("^'(mkfs.ext4|no-such-program)' cannot be started: |^'mkfs.ext4 .* failed: ", reason);
        PowerReport report = new() { NotTried = reason };
        Assert.False(report.Holds);
        Assert.StartsWith("NOT TRIED: '", report.ToString());
    }
}
