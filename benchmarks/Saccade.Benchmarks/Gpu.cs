using System.Diagnostics;
using Saccade.Experiments.Engines;
using Saccade.Torch.Native;
using Saccade.Training;
using TorchSharp;

namespace Saccade.Benchmarks;

/// <summary>Training steps on a GPU and those of the CPU engine, in turn.</summary>
internal static class Gpu
{
    private const int Rounds = 5;
    private const double RoundSeconds = 0.3;

    public static void Run()
    {
        NativeTorch.Load();
        if (!torch.cuda.is_available())
        {
            Console.WriteLine("gpu is left out: there is no GPU, or libtorch is not its CUDA build.");
            return;
        }
        Page page =
            new("gpu", "On a GPU",
                $"Medians of {Rounds} rounds, in which both are timed in turn; times faster is the median of the ratios.",
                    "-p:Torch=installed ");
        page.Line($"GPU: {Name()}, by the engine on TorchSharp in single precision; its images are composed on one thread of the "
            + "processor. The processor by the CPU engine, which composes on all its threads: the fastest number of 1, 2, 4, 8, …");
        page.Line("");
        page.Head("task", "batch", "processor, images/s", "its threads", "GPU, images/s", "GPU, times faster");
        foreach (BenchmarkTask task in (BenchmarkTask[])[BenchmarkTask.Mnist28, BenchmarkTask.Cluttered100])
        {
            foreach (int batch in (int[])[20, 128, 512, 2048])
            {
                int threads = Fastest(task, batch);
                using TrainingStep fast = new(task, batch, threads),
                    gpu = new(task, batch, threads: 1, EngineKind.Torch, ComputeDevice.Cuda);
                double[] ours = new double[Rounds], its = new double[Rounds];
                for (int round = 0; round < Rounds; round++)
                {
                    ours[round] = fast.ImagesPerSecond(RoundSeconds, rounds: 1);
                    its[round] = gpu.ImagesPerSecond(RoundSeconds, rounds: 1);
                }
                page.Row(task.Name, batch, Statistics.Median(ours), threads, Statistics.Median(its), Statistics.MedianRatio(its, ours));
            }
        }
        page.Save();
    }

    private static int Fastest(BenchmarkTask task, int batch) =>
        Enumerable.Range(0, 10).Select(power => 1 << power).Where(threads => threads <= Environment.ProcessorCount).MaxBy(threads =>
        {
            using TrainingStep step = new(task, batch, threads);
            return step.ImagesPerSecond(0.1, rounds: 5);
        });

    /// <summary>As the driver, which is there if a GPU is, knows it.</summary>
    private static string Name()
    {
        using Process driver = Process.Start(
            new ProcessStartInfo("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader"]) { RedirectStandardOutput = true })!;
        return driver.StandardOutput.ReadToEnd().Trim().ReplaceLineEndings(", ");
    }
}
