using Saccade.Data;
using Saccade.Experiments.Config;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Benchmarks;

/// <summary>A task of the paper as its recipe has it, but for the batch, and on drawn digits, so that no data is needed.</summary>
internal sealed record BenchmarkTask(string Name, ModelOptions Model, TaskOptions Task, TrainingOptions Training)
{
    private const int Digits = 4096;

    public static readonly BenchmarkTask Mnist28 = Of("mnist-28");
    public static readonly BenchmarkTask Translated60 = Of("translated-60");
    public static readonly BenchmarkTask Cluttered100 = Of("cluttered-100-4");

    public static IReadOnlyList<BenchmarkTask> All { get; } = [Mnist28, Translated60, Of("cluttered-60"), Cluttered100];

    public ImageBatches Batches(int batch) =>
        ImageBatches.Shuffled(DigitImages.ForTraining(Task, null, RandomKey.FromSeed(0)).Train, batch, RandomKey.FromSeed(1));

    public static BenchmarkTask Of(string name)
    {
        Recipe recipe = RecipeFile.Read(name);
        return new(name, recipe.Model, recipe.Task with { Digits = DigitSource.Drawn, TrainingDigits = Digits, ValidationDigits = 512 },
            recipe.Training);
    }
}
