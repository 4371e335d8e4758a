using System.Globalization;
using Saccade.Runtime;

namespace Saccade.Tests.Runtime;

public sealed class SystemReportTests
{
    [Fact]
    public void A_machine_that_runs_the_tests_is_sound_and_every_line_says_something()
    {
        SystemReport report = SystemReport.Gather();

        Assert.True(report.IsSound);
        Assert.All(report.Facts, fact => Assert.False(string.IsNullOrWhiteSpace(fact.Value), fact.Name));
        Assert.All(report.Facts, fact => Assert.DoesNotContain('\n', fact.Value));
        Assert.Equal(
            ["Operating system", "Architecture", "Processor", "Vector instructions", "Cores", "Memory", ".NET", "Saccade",
             "TorchSharp", "libtorch", "Native loading", "BLAS", "Torch threads", "Device"],
            report.Facts.Select(fact => fact.Name));
        Assert.True(int.Parse(report.Facts.Single(fact => fact.Name == "Torch threads").Value, CultureInfo.InvariantCulture) >= 1);
        Assert.StartsWith("0.", report.Facts.Single(fact => fact.Name == "TorchSharp").Value);
    }

    [Fact]
    public void A_problem_makes_the_report_unsound()
    {
        SystemReport report = new([new("a", "b"), new("c", "d", "add e")]);
        Assert.False(report.IsSound);
        Assert.True(new SystemReport([new("a", "b")]).IsSound);
    }
}
