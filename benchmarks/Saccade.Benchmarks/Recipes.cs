using Saccade.Experiments.Engines;

namespace Saccade.Benchmarks;

/// <summary>
/// The training speed of recipes at their own batch sizes, and the share of the kernel's ceiling that their arithmetic reaches.
/// </summary>
internal static class Recipes
{
    private const int Rounds = 7;

    private static readonly string[] s_names =
    [
        "mnist-28", "stop-mnist-28", "translated-60", "dram-translated-60", "cluttered-60", "stop-cluttered-60", "dram-cluttered-60",
        "cluttered-100-4", "dram-cluttered-100-4", "cluttered-100-8", "dram-cluttered-100-8", "pairs-100", "addition-100", "sequence-100",
    ];

    public static void Run()
    {
        Page page = new("recipes", "Training speed of the recipes", $"Medians of {Rounds} rounds.");
        page.Line("Each recipe at its own batch size, on drawn digits. The ceiling is our kernel's product of two squares of 2048 random "
            + "numbers a side, timed before and after each round of steps; FLOPs are those that a step cannot do without, and those of "
            + "convolutions are beside them.");
        page.Line("");
        page.Head("recipe", "batch", "MFLOP a training image", "of these in convolutions, %", "one thread: images/s", "GFLOP/s",
            "of the ceiling, %", "two threads: images/s", "GFLOP/s", "of the ceiling, %");
        foreach (BenchmarkTask task in s_names.Select(BenchmarkTask.Of))
        {
            double flops = StepCost.FlopsPerImage(task);
            page.Row([
                task.Name, task.Training.BatchSize, flops / 1e6, 100 * StepCost.ShareOfConvolutions(task),
                .. Measure(task, flops, threads: 1), .. Measure(task, flops, threads: 2)]);
        }
        page.Save();
    }

    /// <summary>Images and GFLOP a second, and percent of the ceiling.</summary>
    private static IEnumerable<object> Measure(BenchmarkTask task, double flops, int threads)
    {
        using KernelProduct ceiling = new(2048, 2048, 2048, threads);
        using TrainingStep step = new(task, task.Training.BatchSize, threads, EngineKind.Cpu);
        double[] rates = new double[Rounds], shares = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            double before = ceiling.Rate();
            rates[round] = step.ImagesPerSecond(rounds: 1);
            shares[round] = rates[round] * flops / 1e9 / ((before + ceiling.Rate()) / 2);
        }
        double images = Statistics.Median(rates);
        return [images, images * flops / 1e9, 100 * Statistics.Median(shares)];
    }
}
