using Saccade.Data;
using Saccade.Fast;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Benchmarks;

/// <summary>Training steps of the nets to compare with: images a second, and where a step goes. They are so small that what is beside the arithmetic shows.</summary>
internal static class Nets
{
    private const int BatchSize = 64;
    private static readonly RandomKey Key = RandomKey.FromSeed(4);

    public static void Run()
    {
        Page page = new("nets", "Training steps of the nets to compare with", "Medians of 5 rounds.");
        page.Line($"Batch {BatchSize}, as in the recipes of the convolutional nets; images a second on one and two threads, and where a step on one thread goes, in percent.");
        page.Line("");
        page.Head("task", "net", "one thread", "two", "TorchSharp, two", "composing", "forward", "back to the inputs", "weight gradients, optimiser", "other");
        foreach (BenchmarkTask task in BenchmarkTask.All.Skip(1))
        {
            foreach ((string name, ModelKind kind, int units) in ((string, ModelKind, int)[])
                [("fc-64", ModelKind.FullyConnected, 64), ("fc-256", ModelKind.FullyConnected, 256), ("conv", ModelKind.Convolutional, 256)])
            {
                ComparisonOptions net = new() { Units = units, FrameWidth = task.Task.FrameWidth, FrameHeight = task.Task.FrameHeight };
                Measure(page, task with { Model = new ModelOptions { Kind = kind, Comparison = net, Glimpses = 1 } }, name);
            }
        }
        page.Save();
    }

    private static void Measure(Page page, BenchmarkTask task, string name)
    {
        EpochBatches batches = task.Batches(BatchSize);
        Batch batch = batches.NewBatch();
        double composing = Statistics.Seconds(() =>
        {
            batches.Load(0, 0, batch);
            _ = batch.Pixels;
        });
        ComparisonLayers layers = new(task.Model);
        using NetworkWeights weights = new(layers, FirstWeights.Draw(task.Model, Key));
        using ComparisonWorker worker = new(task.Model, layers, weights);
        double looking = Statistics.Seconds(() => worker.Look(batch, 0, batch.Count));
        double learning = Statistics.Seconds(() =>
        {
            worker.Look(batch, 0, batch.Count);
            worker.Learn(batch.Labels, batch.Count);
        });
        using FastComparisonEngine engine = new(task.Model, task.Training, Key, 1);
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, batch.Count, 1, PolicyMode.Sample);
        StepReport report = engine.Step(batch, noise, 1e-4);
        using Crew alone = new(1);
        using Descent descent = new(weights, task.Training.Optimiser, alone);
        double moving = Statistics.Seconds(() => descent.Step(report, [worker], 1e-4));
        double step = composing + Statistics.Seconds(() => engine.Step(batch, noise, 1e-4));
        double[] parts = [composing, looking, learning - looking, moving];
        page.Row([
            task.Name, name, Rate(task, 1, EngineKind.Fast), Rate(task, 2, EngineKind.Fast), Rate(task, 2, EngineKind.Torch),
            .. parts.Select(part => (object)(100 * part / step)), 100 * (step - parts.Sum()) / step]);
    }

    private static double Rate(BenchmarkTask task, int threads, EngineKind kind)
    {
        using TrainingStep step = new(task, BatchSize, threads, kind);
        return step.ImagesPerSecond();
    }
}
