using Saccade.Reliability.Soaking;

namespace Saccade.EndToEnd.Tests.Reliability;

/// <summary>How the long trial, <c>soak</c> of tests/Saccade.Reliability, decides; and that it can watch a training and a server.</summary>
public sealed class SoakTests
{
    [Fact]
    public void What_grows_or_slows_down_is_not_steady()
    {
        double[] rising = [.. Enumerable.Range(0, 100).Select(i => 100.0 + i)];
        double[] level = [.. Enumerable.Range(0, 100).Select(i => i < 10 ? 500 : 100.0 + i % 2)];
        Assert.False(Steadiness.OfHeld("memory", rising, 20).Holds);
        Assert.True(Steadiness.OfHeld("memory", level, 1).Holds);
        Assert.True(Steadiness.OfSpeed("steps", rising, 0.1).Holds);
        Assert.False(Steadiness.OfSpeed("steps", [.. rising.Reverse()], 0.1).Holds);
    }

    [Fact]
    public void A_training_and_a_server_are_watched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process holds is read from /proc.");
        // So short a time says nothing of speed; handles and threads are as many as ever within seconds.
        foreach (SoakReport report in (SoakReport[])[
            SoakHarness.Train("cpu", TimeSpan.FromSeconds(2.5), 1), SoakHarness.Serve(TimeSpan.FromSeconds(1), 1)])
        {
            Assert.All(report.Figures, figure => Assert.True(figure.Late > 0, figure.ToString()));
            Assert.All(report.Figures.Where(figure => figure.Name is "open handles" or "threads"), figure =>
                Assert.True(figure.Holds, figure.ToString()));
        }
    }
}
