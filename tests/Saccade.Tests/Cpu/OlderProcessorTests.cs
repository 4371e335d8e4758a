using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Saccade.Tests.Cpu.Kernels;
using Saccade.Tests.Sensing;

namespace Saccade.Tests.Cpu;

/// <summary>The CPU engine's arithmetic in processes without the latest vector instructions, as on older processors.</summary>
public sealed class OlderProcessorTests
{
    private const string Avx512 = "DOTNET_EnableAVX512", FromAvxOn = "DOTNET_EnableAVX";

    private static readonly string[] s_arithmetic =
    [
        $"*.{nameof(MatrixKernelTests)}.*",
        $"*.{nameof(TransposeTests)}.*",
        $"*.{nameof(GlimpseSensorTests)}.*",
        $"*.{nameof(CpuEngineTests.A_batch_of_many_micro_batches_has_the_gradient_and_the_figures_of_the_whole)}",
        $"*.{nameof(CpuClassifierEngineTests.A_hundred_steps_agree_with_the_reference)}",
        $"*.{nameof(Instructions_that_the_environment_disables_are_not_used)}",
    ];

    [Theory]
    [InlineData(Avx512)] // a panel is one vector
    [InlineData(FromAvxOn)] // nor is a product fused, or a transpose interleaved
    public async Task Kernels_and_engines_are_right_without(string instructions)
    {
        ProcessStartInfo start = new(
            Path.ChangeExtension(typeof(OlderProcessorTests).Assembly.Location, OperatingSystem.IsWindows() ? "exe" : null),
            ["--no-ansi", "--progress", "off", "--minimum-expected-tests", "20", "--filter-method", .. s_arithmetic])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[instructions] = "0";
        using Process tests = Process.Start(start)!;
        string output = await tests.StandardOutput.ReadToEndAsync();
        await tests.WaitForExitAsync();
        Assert.True(tests.ExitCode == 0, output);
    }

    // One of the tests of those processes.
    [Fact]
    public void Instructions_that_the_environment_disables_are_not_used()
    {
        Assert.False(Forbids(Avx512) && Vector512.IsHardwareAccelerated);
        Assert.False(Forbids(FromAvxOn) && (Avx.IsSupported || Fma.IsSupported || Vector512.IsHardwareAccelerated));

        static bool Forbids(string instructions) => Environment.GetEnvironmentVariable(instructions) == "0";
    }
}
