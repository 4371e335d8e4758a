using Saccade.Learning;

namespace Saccade.Benchmarks;

/// <summary>Images a second, and the share of the machine's ceiling that the arithmetic of a step reaches.</summary>
internal static class Throughput
{
    private const int Rounds = 7;

    public static void Run()
    {
        Page page = new("throughput", "Training steps", "Medians: of 7 rounds for steps, of 5 for all else.");
        double[] ceilings = [Ceiling.Best(1), Ceiling.Best(2)];
        page.Line($"The ceiling, the better of MKL and our kernel on a cube of 2048: {ceilings[0]:F0} GFLOP/s on one thread, {ceilings[1]:F0} on two.");
        page.Line("Machines that others share change their speed by the second, so each step is timed in turn with that cube by our kernel too: beside it, the median of the ratios.");
        page.Line("A step is composing, noise, glimpses, loss, backward and Adam; FLOPs are two for each multiply-add that a step cannot do without.");
        page.Line("");
        page.Line("## The product of the model's shapes, one thread, GFLOP/s");
        page.Line("");
        page.Head("rows × depth × columns", "MKL", "our kernel");
        foreach (int rows in (int[])[20, 128, 512])
        {
            page.Row($"{rows} × 256 × 256", Ceiling.Mkl(rows, 256, 256, 1), Ceiling.Kernel(rows, 256, 256, 1));
            page.Row($"{rows} × 512 × 256", Ceiling.Mkl(rows, 512, 256, 1), Ceiling.Kernel(rows, 512, 256, 1));
        }
        page.Line("");
        page.Line("## Steps");
        page.Line("");
        page.Head("task", "batch", "threads", "images/s", "GFLOP/s", "of the ceiling, %", "beside it, %", "TorchSharp, images/s", "times faster");
        using KernelProduct one = Cube(1), two = Cube(2);
        foreach (BenchmarkTask task in BenchmarkTask.All)
        {
            double flops = StepCost.FlopsPerImage(task);
            foreach (int batch in (int[])[20, 128, 512])
            {
                foreach (int threads in (int[])[1, 2])
                {
                    (double fast, double beside) = InTurn(task, batch, threads, threads == 1 ? one : two);
                    double torch = Torch(task, batch, threads);
                    double reached = fast * flops / 1e9;
                    page.Row(task.Name, batch, threads, fast, reached, 100 * reached / ceilings[threads - 1], 100 * beside * flops / 1e9, torch, fast / torch);
                }
            }
        }
        page.Line("");
        page.Line("## Where a step goes, one thread, in percent");
        page.Line("");
        bool headed = false;
        foreach (BenchmarkTask task in BenchmarkTask.All)
        {
            foreach (int batch in (int[])[20, 128, 512])
            {
                IReadOnlyList<(string Part, double Percent)> shares = StepParts.Shares(task, batch);
                if (!headed)
                {
                    page.Head(["task", "batch", .. shares.Select(share => share.Part)]);
                    headed = true;
                }
                page.Row([task.Name, batch, .. shares.Select(share => (object)share.Percent)]);
            }
        }
        page.Save();
    }

    private static KernelProduct Cube(int threads) => new(Ceiling.Cube, Ceiling.Cube, Ceiling.Cube, threads);

    /// <summary>Our images a second, and those for each GFLOP/s that the cube reached right before and after.</summary>
    private static (double Rate, double Beside) InTurn(BenchmarkTask task, int batch, int threads, KernelProduct cube)
    {
        using TrainingStep step = new(task, batch, threads, EngineKind.Fast);
        _ = step.ImagesPerSecond(rounds: 1);
        double[] rates = new double[Rounds], ratios = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            double before = cube.Rate();
            rates[round] = step.ImagesPerSecond(rounds: 1);
            ratios[round] = rates[round] / ((before + cube.Rate()) / 2);
        }
        return (Statistics.Median(rates), Statistics.Median(ratios));
    }

    private static double Torch(BenchmarkTask task, int batch, int threads)
    {
        using TrainingStep step = new(task, batch, threads, EngineKind.Torch);
        return step.ImagesPerSecond();
    }
}
