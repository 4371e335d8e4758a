using System.Text.Json.Serialization;

namespace Saccade.Training;

/// <summary>The state of a run; with the weights, the optimiser's state and the seed, all that a run needs to resume.</summary>
public sealed record TrainingState
{
    /// <summary>Epochs completed.</summary>
    public int Epoch { get; init; }

    /// <summary>Steps completed of the current epoch.</summary>
    public int StepInEpoch { get; init; }

    /// <summary>
    /// The validation error of the best epoch so far in percent; null before the first validation. It is the lowest, unless there is a
    /// stop network.
    /// </summary>
    public double? BestErrorPercent { get; init; }

    /// <summary>The lowest <see cref="EpochMetrics.ValidationCostPercent"/> so far; null without a stop network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BestCostPercent { get; init; }

    /// <summary>The epoch, counted from 1, that reached it; 0 before the first validation.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Steps of the run that were skipped because loss or gradient was NaN or infinite.</summary>
    public int SkippedSteps { get; init; }

    /// <summary>Sums over the steps of the current epoch.</summary>
    public EpochSums Sums { get; init; } = new();
}
