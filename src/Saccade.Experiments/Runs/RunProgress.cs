using Saccade.Experiments.Recipes;

namespace Saccade.Experiments.Runs;

/// <summary>How far a run is, by its figures alone.</summary>
public sealed record RunProgress
{
    private const string ErrorColumn = "validation_error_percent";

    /// <summary>Epochs done.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch of the lowest validation error; 0 before the first.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>The lowest validation error in percent; NaN before the first epoch.</summary>
    public required double BestError { get; init; }

    /// <summary>The validation error of the last epoch in percent; NaN before the first.</summary>
    public required double LastError { get; init; }

    /// <summary>Seconds that all epochs took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds that the last epoch took; 0 before the first.</summary>
    public required double LastSeconds { get; init; }

    /// <summary>Training images per second over all epochs, the median; NaN before the first.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Whether the recipe's patience has run out.</summary>
    public required bool OutOfPatience { get; init; }

    /// <summary>Whether nothing is left to train.</summary>
    public required bool Finished { get; init; }

    /// <summary>Reads how far a run is.</summary>
    /// <exception cref="Saccade.Runtime.SaccadeException">Its figures cannot be read.</exception>
    public static RunProgress Of(RunFolder run)
    {
        MetricsTable metrics = run.Metrics();
        if (metrics.Epochs == 0)
        {
            return new()
            {
                Epochs = 0,
                BestEpoch = 0,
                BestError = double.NaN,
                LastError = double.NaN,
                Seconds = 0,
                LastSeconds = 0,
                ImagesPerSecond = double.NaN,
                OutOfPatience = false,
                Finished = false,
            };
        }
        IReadOnlyList<double> errors = metrics[ErrorColumn];
        double best = errors.Min();
        int epoch = (int)metrics["epoch"][^1];
        int bestEpoch = (int)metrics["epoch"][errors.ToList().IndexOf(best)];
        Recipe recipe = run.Recipe;
        bool impatient = recipe.Training.Patience > 0 && epoch - bestEpoch >= recipe.Training.Patience;
        return new()
        {
            Epochs = epoch,
            BestEpoch = bestEpoch,
            BestError = best,
            LastError = errors[^1],
            Seconds = metrics["seconds"].Sum(),
            LastSeconds = metrics["seconds"][^1],
            ImagesPerSecond = metrics["images_per_second"].Order().ElementAt(metrics.Epochs / 2),
            OutOfPatience = impatient,
            Finished = impatient || epoch >= recipe.Training.Epochs,
        };
    }
}
