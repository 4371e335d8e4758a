using Saccade.Data;
using Saccade.Experiments.Recipes;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Benchmarks;

/// <summary>A task of the paper as its recipe has it, but for the batch, and on drawn digits, so that nothing has to be at hand.</summary>
internal sealed record BenchmarkTask(string Name, ModelOptions Model, TaskOptions Task, TrainingOptions Training)
{
    private const int Digits = 4096;

    public static readonly BenchmarkTask Mnist28 = Of("mnist-28");
    public static readonly BenchmarkTask Translated60 = Of("translated-60");
    public static readonly BenchmarkTask Cluttered100 = Of("cluttered-100-4");

    public static IReadOnlyList<BenchmarkTask> All { get; } = [Mnist28, Translated60, Of("cluttered-60"), Cluttered100];

    public EpochBatches Batches(int batch)
    {
        TrainingData data = TaskData.ForTraining(Task, null, RandomKey.FromSeed(0));
        return EpochBatches.Shuffled(data.Train, batch, RandomKey.FromSeed(1));
    }

    private static BenchmarkTask Of(string name)
    {
        Recipe recipe = RecipeFile.Read(name);
        return new(name, recipe.Model, recipe.Task with { Digits = DigitSource.Drawn, TrainingDigits = Digits, ValidationDigits = 512 }, recipe.Training);
    }
}
