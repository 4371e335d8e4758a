using Saccade.Data;
using Saccade.Learning;
using Saccade.Model;

namespace Saccade.Benchmarks;

/// <summary>What an image costs in training as frame, glimpses, scales, units and batch grow, beside nets that see it whole.</summary>
internal static class Growth
{
    private const int Batch = 64;

    public static void Run()
    {
        Page page = new("growth", "Growth", "Medians of 5 rounds.");
        page.Line($"Microseconds of training for each image, one thread, batch {Batch} unless said otherwise; three 12×12 patches, 8 glimpses, 256 units, a 60×60 frame where it is not the thing that grows.");
        page.Line("");
        page.Head("side of the frame", "attention", "fully connected, 2 × 256", "convolutional");
        int[] sides = [28, 60, 100, 200, 400];
        List<double> attention = [], connected = [], convolutional = [];
        foreach (int side in sides)
        {
            BenchmarkTask task = Task(side, ModelOptions.PaperFrame60);
            ModelOptions whole = new() { Comparison = new() { FrameWidth = side, FrameHeight = side } };
            attention.Add(Microseconds(task, Batch, EngineKind.Fast));
            connected.Add(Microseconds(task with { Model = whole with { Kind = ModelKind.FullyConnected } }, Batch, EngineKind.Torch));
            convolutional.Add(Microseconds(task with { Model = whole with { Kind = ModelKind.Convolutional } }, Batch, EngineKind.Torch));
            page.Row(side, attention[^1], connected[^1], convolutional[^1]);
        }
        page.Picture("frame", CostFigure.Render(
            "Microseconds of training for each image", "side of the frame", [.. sides.Select(side => (double)side)],
            [("attention, 8 glimpses", attention), ("fully connected", connected), ("convolutional", convolutional)]));
        ModelOptions paper = ModelOptions.PaperFrame60;
        Sweep(page, "glimpses", [1, 2, 4, 8, 16, 32], n => Task(60, paper with { Glimpses = n }), _ => Batch);
        Sweep(page, "scales", [1, 2, 3, 4, 5], n => Task(200, paper with { Sensor = paper.Sensor with { Scales = n } }), _ => Batch);
        Sweep(page, "units", [64, 128, 256, 512, 1024], n => Task(60, paper with { Hidden = n }), _ => Batch);
        Sweep(page, "batch", [1, 8, 20, 64, 128, 512], _ => Task(60, paper), n => n);
        page.Save();
    }

    private static void Sweep(Page page, string what, int[] values, Func<int, BenchmarkTask> task, Func<int, int> batch)
    {
        page.Line("");
        page.Head(what, "attention");
        foreach (int value in values)
        {
            page.Row(value, Microseconds(task(value), batch(value), EngineKind.Fast));
        }
    }

    private static BenchmarkTask Task(int side, ModelOptions model)
    {
        BenchmarkTask task = BenchmarkTask.All[1];
        TaskOptions frame = task.Task with { FrameWidth = side, FrameHeight = side, TrainingDigits = 1024 };
        return task with { Model = model, Task = frame };
    }

    private static double Microseconds(BenchmarkTask task, int batch, EngineKind kind)
    {
        using TrainingStep step = new(task, batch, threads: 1, kind);
        return 1e6 / step.ImagesPerSecond(0.3);
    }
}
