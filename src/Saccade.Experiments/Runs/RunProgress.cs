namespace Saccade.Experiments.Runs;

/// <summary>How far a run is, by its figures alone.</summary>
public sealed record RunProgress
{
    private const string ErrorColumn = "validation_error_percent";
    // Only where rollouts end by a price; then it chooses the best epoch.
    private const string CostColumn = "validation_cost_percent";

    /// <summary>Epochs done.</summary>
    public int Epochs { get; init; }

    /// <summary>The epoch of the lowest validation error, or with a stop network of the lowest cost; 0 before the first.</summary>
    public int BestEpoch { get; init; }

    /// <summary>The validation error of that epoch in percent; NaN before the first epoch.</summary>
    public double BestError { get; init; } = double.NaN;

    /// <summary>The validation error of the last epoch in percent; NaN before the first.</summary>
    public double LastError { get; init; } = double.NaN;

    /// <summary>Seconds that all epochs took.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds that the last epoch took; 0 before the first.</summary>
    public double LastSeconds { get; init; }

    /// <summary>Training images per second over all epochs, the median; NaN before the first.</summary>
    public double ImagesPerSecond { get; init; } = double.NaN;

    /// <summary>Whether the recipe's patience has run out.</summary>
    public bool OutOfPatience { get; init; }

    /// <summary>Whether nothing is left to train.</summary>
    public bool Finished { get; init; }

    /// <summary>Reads how far a run is.</summary>
    /// <exception cref="SaccadeException">Its figures cannot be read.</exception>
    public static RunProgress Read(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Of(run.Recipe, run.Metrics());
    }

    /// <summary>How far a run of a recipe with these figures is.</summary>
    internal static RunProgress Of(Recipe recipe, MetricsTable metrics)
    {
        if (metrics.Epochs == 0)
        {
            return new();
        }
        IReadOnlyList<double> errors = metrics[ErrorColumn];
        IReadOnlyList<double> costs = metrics.Columns.Contains(CostColumn) ? metrics[CostColumn] : errors;
        int best = costs.ToList().IndexOf(costs.Min());
        int epoch = (int)metrics["epoch"][^1];
        int bestEpoch = (int)metrics["epoch"][best];
        bool impatient = recipe.Training.Patience > 0 && epoch - bestEpoch >= recipe.Training.Patience;
        return new()
        {
            Epochs = epoch,
            BestEpoch = bestEpoch,
            BestError = errors[best],
            LastError = errors[^1],
            Seconds = metrics["seconds"].Sum(),
            LastSeconds = metrics["seconds"][^1],
            ImagesPerSecond = metrics["images_per_second"].Order().ElementAt(metrics.Epochs / 2),
            OutOfPatience = impatient,
            Finished = impatient || epoch >= recipe.Training.Epochs,
        };
    }
}
