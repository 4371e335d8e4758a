using Saccade.Experiments.Engines;
using Saccade.Networks;

namespace Saccade.Benchmarks;

/// <summary>
/// Training steps of the nets to compare with: images a second, and where a step goes. They are so small that what is beside the arithmetic
/// shows.
/// </summary>
internal static class Nets
{
    private const int BatchSize = 64;

    public static void Run()
    {
        Page page = new("nets", "Training steps of the nets to compare with", "Medians of 5 rounds.");
        page.Line($"Batch {BatchSize}, as in the recipes of the convolutional nets; images a second on one and two threads, and where a "
            + "step on one thread goes, in percent.");
        page.Line("");
        page.Head(["task", "net", "one thread", "two", "TorchSharp, two", .. StepParts.Names.Where(part => part != "sensor")]);
        foreach (BenchmarkTask task in BenchmarkTask.All.Skip(1))
        {
            foreach ((string name, ModelKind kind, int units) in ((string, ModelKind, int)[])
                [("fc-64", ModelKind.FullyConnected, 64), ("fc-256", ModelKind.FullyConnected, 256),
                    ("conv", ModelKind.Convolutional, 256)])
            {
                ClassifierOptions net = new() { Units = units, FrameWidth = task.Task.FrameWidth, FrameHeight = task.Task.FrameHeight };
                Measure(page, task with { Model = new ModelOptions { Kind = kind, Classifier = net, Glimpses = 1 } }, name);
            }
        }
        page.Save();
    }

    private static void Measure(Page page, BenchmarkTask task, string name)
    {
        page.Row([
            task.Name, name, Rate(task, 1, EngineKind.Cpu), Rate(task, 2, EngineKind.Cpu), Rate(task, 2, EngineKind.Torch),
            .. StepParts.Shares(task, BatchSize).Where((_, part) => StepParts.Names[part] != "sensor").Select(share => (object)share)]);
    }

    private static double Rate(BenchmarkTask task, int threads, EngineKind kind)
    {
        using TrainingStep step = new(task, BatchSize, threads, kind);
        return step.ImagesPerSecond();
    }
}
