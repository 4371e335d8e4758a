using Saccade.Data;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Benchmarks;

/// <summary>A task of the paper as its recipe has it, on drawn digits, so that nothing has to be at hand.</summary>
internal sealed record BenchmarkTask(string Name, ModelOptions Model, TaskOptions Task, LossOptions Loss)
{
    private const int Digits = 4096;

    public static readonly BenchmarkTask Mnist28 = Make("mnist-28", ModelOptions.PaperMnist28 with { Glimpses = 6 }, 28, 0);

    public static IReadOnlyList<BenchmarkTask> All { get; } =
    [
        Mnist28,
        Make("translated-60", ModelOptions.PaperFrame60, 60, 0),
        Make("cluttered-60", ModelOptions.PaperFrame60, 60, 4),
        Make("cluttered-100-4", ModelOptions.PaperFrame100 with { FirstLocation = FirstLocation.Centre }, 100, 4),
    ];

    public TrainingOptions Training(int batch) => new() { BatchSize = batch, Loss = Loss, Optimiser = new() { ClipNorm = 5 } };

    public EpochBatches Batches(int batch)
    {
        TrainingData data = TaskData.ForTraining(Task, null, RandomKey.FromSeed(0));
        return EpochBatches.Shuffled(data.Train, batch, RandomKey.FromSeed(1));
    }

    private static BenchmarkTask Make(string name, ModelOptions model, int side, int clutter) => new(
        name,
        model,
        new()
        {
            Digits = DigitSource.Drawn,
            TrainingDigits = Digits,
            ValidationDigits = 512,
            FrameWidth = side,
            FrameHeight = side,
            ClutterPatches = clutter,
        },
        new() { LocationWeight = 0.1, LocationReachesCore = true });
}
