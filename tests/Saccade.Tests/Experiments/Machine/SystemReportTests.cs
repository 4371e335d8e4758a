using System.Globalization;
using Saccade.Errors;
using Saccade.Experiments.Machine;
using Saccade.Networks;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Machine;

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
            ["Operating system", "Architecture", "Processor", "Vector instructions", "Cores", "Memory", "MPI", ".NET", "Saccade",
             "TorchSharp", "libtorch", "Native loading", "BLAS", "Torch threads", "Device"],
            report.Facts.Select(fact => fact.Name));
        Assert.True(int.Parse(report.Facts.Single(fact => fact.Name == "Torch threads").Value, CultureInfo.InvariantCulture) >= 1);
        Assert.StartsWith("0.", report.Facts.Single(fact => fact.Name == "TorchSharp").Value);
    }

    [Fact]
    public void Without_the_Torch_engine_the_report_states_how_to_build_it_in_and_is_sound()
    {
        SystemReport report = SystemReport.Gather(torch: null);

        Assert.True(report.IsSound);
        Assert.Equal(
            ["Operating system", "Architecture", "Processor", "Vector instructions", "Cores", "Memory", "MPI", ".NET", "Saccade",
             "Torch engine"],
            report.Facts.Select(fact => fact.Name));
        Assert.StartsWith("not built in ('dotnet build -c Release -p:Torch=true ", report.Facts[^1].Value);
    }

    [Fact]
    public void A_native_library_that_is_missing_is_a_problem_with_its_remedy()
    {
        SystemReport report = SystemReport.Gather(new NoNativeLibrary());

        Assert.False(report.IsSound);
        Assert.Equal([new("TorchSharp", "1.2.3"), new("libtorch", "not loaded", "Add it.")], report.Facts.TakeLast(2));
    }

    [Fact]
    public void A_problem_makes_the_report_unsound()
    {
        SystemReport report = new([new("a", "b"), new("c", "d", "add e")]);
        Assert.False(report.IsSound);
        Assert.True(new SystemReport([new("a", "b")]).IsSound);
    }

    private sealed class NoNativeLibrary : IEngineProvider
    {
        public string Version => "1.2.3";

        public IEngine Create(
            ModelOptions model, TrainingOptions training, IReadOnlyList<NamedTensor> weights, int threads, ComputeDevice device) =>
            throw new NotSupportedException();

        public IReadOnlyList<(string Name, string Value)> Inspect() =>
            throw new SaccadeException(new(ErrorKind.Unavailable, Detail: "add it"));
    }
}
