using System.Diagnostics;
using System.Globalization;
using Saccade.Learning;
using Saccade.Runtime;

namespace Saccade.Benchmarks;

/// <summary>Ours and a careful PyTorch implementation of the same network, loss and batch, in turn: A B A B.</summary>
internal static class Peer
{
    private const int Rounds = 5;

    // Debian's own, which sees Debian's python3-torch, whatever other Python comes first.
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    public static void Run()
    {
        Page page = new("peer", "Beside PyTorch", $"Medians of {Rounds} rounds.");
        page.Line("mnist-28, 6 glimpses, the same network, loss and batch; PyTorch with one thread of its own and two of OpenBLAS, its best setting here; ours with two threads. Timed in turn, median of the ratios.");
        page.Line("");
        page.Head("batch", "ours, images/s", "PyTorch, images/s", "times faster");
        foreach (int batch in (int[])[20, 128, 512])
        {
            using TrainingStep step = new(BenchmarkTask.Mnist28, batch, threads: 2, EngineKind.Fast);
            double[] ours = new double[Rounds], theirs = new double[Rounds];
            for (int round = 0; round < Rounds; round++)
            {
                ours[round] = step.ImagesPerSecond(0.4);
                theirs[round] = PyTorch(batch);
            }
            page.Row(batch, Statistics.Median(ours), Statistics.Median(theirs), Statistics.Median(ours.Zip(theirs, (a, b) => a / b)));
        }
        page.Save();
    }

    private static double PyTorch(int batch)
    {
        ProcessStartInfo start = new(Python, [Path.Combine(AppContext.BaseDirectory, "ram.py"), batch.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            Environment = { ["OPENBLAS_NUM_THREADS"] = "2", ["OMP_NUM_THREADS"] = "1" },
        };
        using Process process = Process.Start(start) ?? throw new SaccadeException("python3 can't be started.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(output, CultureInfo.InvariantCulture)
            : throw new SaccadeException("benchmarks/pytorch/ram.py failed; it needs python3-torch and libopenblas0-pthread of Debian.");
    }
}
