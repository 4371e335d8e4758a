using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using Saccade.Errors;

namespace Saccade.Benchmarks;

/// <summary>The PyTorch script with one choice of threads and of OpenBLAS's kernels.</summary>
/// <param name="Threads">Threads of PyTorch's own.</param>
/// <param name="BlasThreads">Threads of OpenBLAS.</param>
/// <param name="Kernels">The processor whose kernels OpenBLAS takes; null to leave it to choose: it may not know this one.</param>
internal sealed record PyTorch(int Threads, int BlasThreads, string? Kernels)
{
    // Debian's own, which sees Debian's python3-torch, whatever other Python comes first.
    private static readonly string s_python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>OpenBLAS's own choice, and the kernels for this processor's widest vectors.</summary>
    private static readonly string?[] s_kernels = Avx512F.IsSupported ? [null, "SkylakeX"] : Avx2.IsSupported ? [null, "Haswell"] : [null];

    /// <summary>The versions of PyTorch and of OpenBLAS, with the kernels that it chooses itself.</summary>
    public static string Versions => new PyTorch(1, 1, null).Output("--versions");

    /// <summary>The fastest choice of all, and that of those which leave OpenBLAS to choose; by medians of short rounds, in turn.</summary>
    public static (PyTorch OfAll, PyTorch AsItComes) Fastest(int batch)
    {
        PyTorch[] choices = [..
            from threads in (int[])[1, 2]
            from blasThreads in (int[])[1, 2]
            from kernels in s_kernels
            select new PyTorch(threads, blasThreads, kernels)];
        double[][] rounds = [.. Enumerable.Range(0, 3).Select(_ => choices.Select(choice => choice.ImagesPerSecond(batch, 0.3)).ToArray())];
        PyTorch[] fastestFirst = [.. choices
            .Select((choice, i) => (Choice: choice, Rate: Statistics.Median(rounds.Select(round => round[i]))))
            .OrderByDescending(measured => measured.Rate)
            .Select(measured => measured.Choice)];
        return (fastestFirst[0], fastestFirst.First(choice => choice.Kernels is null));
    }

    public double ImagesPerSecond(int batch, double seconds) =>
        double.Parse(Output(FormattableString.Invariant($"{batch} {Threads} {seconds}").Split(' ')), CultureInfo.InvariantCulture);

    public override string ToString() => $"{Threads} + {BlasThreads}, {Kernels ?? "its own choice"}";

    /// <summary>What the script prints.</summary>
    private string Output(params string[] arguments)
    {
        ProcessStartInfo start =
            new(s_python, [Path.Combine(AppContext.BaseDirectory, "ram.py"), .. arguments]) { RedirectStandardOutput = true };
        start.Environment["OPENBLAS_NUM_THREADS"] = BlasThreads.ToString(CultureInfo.InvariantCulture);
        start.Environment["OPENBLAS_CORETYPE"] = Kernels;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Trim()
            : throw new SaccadeException(new(
                ErrorKind.Unavailable, "benchmarks/pytorch/ram.py", "the script failed",
                "install Debian's python3-torch and libopenblas0-pthread"));
    }
}
