using Saccade.Data;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using Saccade.Networks;

namespace Saccade.Benchmarks;

/// <summary>What an image costs in training as frame, glimpses, scales, units and batch grow, beside nets that see it whole.</summary>
internal static class Growth
{
    private const int Batch = 64;
    private const string Attention = "attention";

    public static void Run()
    {
        Page page = new("growth", "Growth", "Medians of 5 rounds.");
        page.Line($"Microseconds of training for each image, one thread, batch {Batch} unless said otherwise, each model on the engine "
            + "that a user gets. The attention model is translated-60's, three 12×12 patches, 8 glimpses, 256 units and a frame of 60×60, "
            + "where it is not the thing that grows.");
        ModelOptions paper = BenchmarkTask.Translated60.Model;
        Sweep(page, "frame", "side of the frame", [28, 60, 100, 200, 400],
            (Attention, side => Step(side, paper)),
            ("fully connected, 2 × 256", side => Step(side, Whole(ModelKind.FullyConnected, side))),
            ("convolutional", side => Step(side, Whole(ModelKind.Convolutional, side))));
        Sweep(page, "glimpses", "glimpses", [1, 2, 4, 8, 16, 32], (Attention, n => Step(60, paper with { Glimpses = n })));
        Sweep(page, "scales", "scales, on 200×200", [1, 2, 3, 4, 5],
            (Attention, n => Step(200, paper with { Sensor = paper.Sensor with { Scales = n } })));
        Sweep(page, "units", "units", [64, 128, 256, 512, 1024], (Attention, n => Step(60, paper with { Hidden = n })));
        Sweep(page, "batch", "batch", [1, 8, 20, 64, 128, 512], (Attention, n => Step(60, paper, n)));
        page.Save();
    }

    /// <summary>A table and a plot of what grows with something.</summary>
    private static void Sweep(
        Page page, string name, string across, int[] values, params (string Name, Func<int, TrainingStep> Step)[] models)
    {
        page.Line("");
        page.Head([across, .. models.Select(model => model.Name)]);
        double[][] costs = [.. models.Select(_ => new double[values.Length])];
        for (int at = 0; at < values.Length; at++)
        {
            for (int model = 0; model < models.Length; model++)
            {
                using TrainingStep step = models[model].Step(values[at]);
                costs[model][at] = 1e6 / step.ImagesPerSecond();
            }
            page.Row([values[at], .. costs.Select(cost => (object)cost[at])]);
        }
        byte[] figure = CostFigure.Render(
            "Microseconds of training for each image", across, [.. values.Select(value => (double)value)],
            [.. models.Zip(costs, (model, cost) => (model.Name, (IReadOnlyList<double>)cost))],
            new() { Format = FigureFormat.Svg });
        page.Picture(name, figure);
    }

    private static TrainingStep Step(int side, ModelOptions model, int batch = Batch)
    {
        TaskOptions frame = BenchmarkTask.Translated60.Task with { FrameWidth = side, FrameHeight = side, TrainingDigits = 1024 };
        return new(BenchmarkTask.Translated60 with { Model = model, Task = frame }, batch, threads: 1);
    }

    private static ModelOptions Whole(ModelKind kind, int side) =>
        new() { Kind = kind, Classifier = new() { FrameWidth = side, FrameHeight = side } };
}
