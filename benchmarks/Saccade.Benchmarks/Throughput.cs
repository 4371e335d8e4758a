using Saccade.Experiments.Engines;

namespace Saccade.Benchmarks;

/// <summary>Images a second, and the share of the machine's ceiling that the arithmetic of a step reaches.</summary>
internal static class Throughput
{
    private const int Rounds = 7;
    private static readonly int[] s_batches = [20, 64, 128, 512];

    public static void Run()
    {
        Page page = new("throughput", "Training steps",
            $"Medians: of {Rounds} rounds for steps, of 5 for products alone, of {StepParts.Rounds} for where a step goes.");
        page.Line("The ceiling is the product of two squares of 2048 random numbers a side, a cube for short, by the better of MKL "
            + "(through TorchSharp) and our kernel; a small product whose factors stay in the nearest caches can be faster. MKL packs "
            + "both factors each time; ours finds one packed, as it finds the weights.");
        page.Line("The bars that the project sets itself, on two threads and idle cores, in percent of it: 50 at batch 20, 65 at 128 and "
            + "75 at 512 on mnist-28, and within 5 points of that on the larger frames.");
        page.Line("A step is composing, noise, glimpses, loss, backward and optimiser; FLOPs are two for each multiply-add that a step "
            + "cannot do without. Batch 64 is the recipes'.");
        page.Line("Machines that others share change their speed by the second, so both cubes run right before and after each round of a "
            + "step: \"in turn\" is the median of its shares of the better one, beside its share of the best cube of all; where the "
            + "machine was faster for the step than for the cubes it can exceed 100.");
        page.Line("Core to core: how long one core waits for a cache line of the other, in the median of the rounds. Two threads learn "
            + "from batches of 20 together and exchange what they computed layer by layer; so it matters there whether both cores share a "
            + "cache.");
        Shapes(page);
        Steps(page, threads: 1);
        Steps(page, threads: 2);
        Parts(page);
        page.Save();
    }

    private static void Shapes(Page page)
    {
        page.Section("The products of the model's shapes, one thread, GFLOP/s");
        page.Head("rows × depth × columns", "MKL", "our kernel");
        foreach (int rows in s_batches)
        {
            foreach (int depth in (int[])[256, 512])
            {
                using MklProduct mkl = new(rows, depth, 256, threads: 1);
                using KernelProduct kernel = new(rows, depth, 256, threads: 1);
                page.Row($"{rows} × {depth} × 256", mkl.MedianRate(), kernel.MedianRate());
            }
        }
    }

    private static void Steps(Page page, int threads)
    {
        using Ceiling ceiling = new(threads);
        StepRates[] all = [.. BenchmarkTask.All.SelectMany(task => s_batches.Select(batch => InTurn(task, batch, threads, ceiling)))];
        page.Section(threads == 1 ? "Steps, one thread" : "Steps, two threads");
        page.Line($"The best cubes while these steps were timed: MKL {ceiling.Mkl:F0} GFLOP/s, our kernel {ceiling.Kernel:F0}.");
        page.Line("");
        page.Head("task", "batch", "images/s", "GFLOP/s", "of the ceiling, %", "in turn, %", "TorchSharp, images/s", "times faster",
            "core to core, ns");
        foreach (StepRates step in all)
        {
            double gigaflops = StepCost.FlopsPerImage(step.Task) / 1e9;
            double reached = step.Fast * gigaflops;
            page.Row(step.Task.Name, step.Batch, step.Fast, reached, 100 * reached / ceiling.Best, 100 * step.Beside * gigaflops,
                step.Torch, step.Ratio, step.HandOver);
        }
    }

    private static StepRates InTurn(BenchmarkTask task, int batch, int threads, Ceiling ceiling)
    {
        using TrainingStep fast = new(task, batch, threads, EngineKind.Cpu), torch = new(task, batch, threads, EngineKind.Torch);
        _ = fast.ImagesPerSecond(rounds: 1);
        double[] ours = new double[Rounds], besides = new double[Rounds], theirs = new double[Rounds], handOvers = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            double before = ceiling.Now();
            ours[round] = fast.ImagesPerSecond(rounds: 1);
            besides[round] = ours[round] / ((before + ceiling.Now()) / 2);
            theirs[round] = torch.ImagesPerSecond(rounds: 1);
            handOvers[round] = HandOver.Nanoseconds();
        }
        return new(
            task, batch, Statistics.Median(ours), Statistics.Median(besides), Statistics.Median(theirs),
                Statistics.MedianRatio(ours, theirs),
            Statistics.Median(handOvers));
    }

    private static void Parts(Page page)
    {
        page.Section("Where a step goes, one thread, in percent");
        page.Head(["task", "batch", .. StepParts.Names]);
        foreach (BenchmarkTask task in BenchmarkTask.All)
        {
            foreach (int batch in s_batches)
            {
                page.Row([task.Name, batch, .. StepParts.Shares(task, batch).Select(share => (object)share)]);
            }
        }
    }

    /// <summary>
    /// Images a second of both engines, their ratio, those of the fast one for each GFLOP/s that the better cube reached beside it,
    /// and nanoseconds from core to core.
    /// </summary>
    private sealed record StepRates(BenchmarkTask Task, int Batch, double Fast, double Beside, double Torch, double Ratio, double HandOver);
}
