namespace Saccade.Training;

/// <summary>How a model is trained: batches, loss, optimiser and schedule.</summary>
public sealed record TrainingOptions
{
    /// <summary>The number of epochs.</summary>
    public int Epochs { get; init => field = Require.Between(value, 1, 100_000); } = 80;

    /// <summary>B, images in a batch.</summary>
    public int BatchSize { get; init => field = Require.Between(value, 1, 65_536); } = 256;

    /// <summary>M, sampled rollouts of each image in a batch.</summary>
    public int Rollouts { get; init => field = Require.Between(value, 1, 256); } = 1;

    /// <summary>Stop after this many epochs without a better validation error; 0 to train all epochs.</summary>
    public int Patience { get; init => field = Require.Between(value, 0, 100_000); }

    /// <summary>The number of steps that may be skipped because loss or gradient is NaN or infinite; the next one ends the run.</summary>
    public int SkippableSteps { get; init => field = Require.Between(value, 0, 1_000_000); }

    /// <summary>The hybrid loss.</summary>
    public LossOptions Loss { get; init; } = new();

    /// <summary>The optimiser.</summary>
    public OptimiserOptions Optimiser { get; init; } = new();

    /// <summary>The schedules of the learning rate and of σ.</summary>
    public ScheduleOptions Schedule { get; init; } = new();
}
