using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Saccade.Tests.Model;

namespace Saccade.Tests.Fast;

/// <summary>The fast engine's arithmetic again in processes that may not use the latest vector instructions, as on processors without them.</summary>
public sealed class OlderProcessorTests
{
    private const string Avx512 = "DOTNET_EnableAVX512", FromAvxOn = "DOTNET_EnableAVX";

    private static readonly string[] s_arithmetic =
    [
        $"*.{nameof(MatrixKernelTests)}.*",
        $"*.{nameof(TranspositionTests)}.*",
        $"*.{nameof(GlimpseSensorTests)}.*",
        $"*.{nameof(FastEngineTests.A_batch_of_many_handfuls_has_the_gradient_and_the_figures_of_the_whole)}",
        $"*.{nameof(FastComparisonEngineTests.A_hundred_steps_stay_beside_the_reference)}",
        $"*.{nameof(Instructions_that_the_environment_forbids_are_not_there)}",
    ];

    [Theory]
    [InlineData(Avx512)] // a panel is one vector
    [InlineData(FromAvxOn)] // nor is a product fused, or a transposition woven
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
        string told = await tests.StandardOutput.ReadToEndAsync();
        await tests.WaitForExitAsync();
        Assert.True(tests.ExitCode == 0, told);
    }

    // One of the tests of those processes.
    [Fact]
    public void Instructions_that_the_environment_forbids_are_not_there()
    {
        Assert.False(Forbids(Avx512) && Vector512.IsHardwareAccelerated);
        Assert.False(Forbids(FromAvxOn) && (Avx.IsSupported || Fma.IsSupported || Vector512.IsHardwareAccelerated));

        static bool Forbids(string instructions) => Environment.GetEnvironmentVariable(instructions) == "0";
    }
}
