namespace Saccade.Learning;

/// <summary>Where a run stands; with the weights, the optimiser's memory and the seed it is all that a run needs to go on.</summary>
public sealed record TrainingState
{
    /// <summary>Epochs completed.</summary>
    public int Epoch { get; init; }

    /// <summary>Steps completed of the epoch under way.</summary>
    public int StepInEpoch { get; init; }

    /// <summary>The lowest validation error yet in percent; null before the first validation.</summary>
    public double? BestErrorPercent { get; init; }

    /// <summary>The epoch, counted from 1, that reached it; 0 before the first validation.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Steps of the run that were skipped because loss or gradient was no number.</summary>
    public int SkippedSteps { get; init; }

    /// <summary>Sums over the steps of the epoch under way.</summary>
    public EpochSums Sums { get; init; } = new();
}
