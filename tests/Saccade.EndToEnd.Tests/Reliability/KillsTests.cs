using Saccade.Reliability.Crashes;

namespace Saccade.EndToEnd.Tests.Reliability;

/// <summary>A few kills of the long trial: <c>kills</c> of tests/Saccade.Reliability.</summary>
public sealed class KillsTests
{
    [Fact]
    public void What_a_killed_command_left_the_same_call_completes_or_removes()
    {
        KillsReport report = KillsHarness.Run(
            4, seed: 2, [.. WritingCommand.All.Where(command => command.Name is "release" or "data idx")]);
        Assert.Empty(report.Faults);
        Assert.Equal([("data idx", 2), ("release", 2)], report.Kills.Select(kill => (kill.Key, kill.Value)));
    }
}
