namespace Saccade.Training;

/// <summary>The schedules of the learning rate and of the policy's σ.</summary>
public sealed record ScheduleOptions
{
    /// <summary>The shape of the decay from <see cref="LearningRate"/> to <see cref="FinalRate"/>.</summary>
    public ScheduleKind Kind { get; init => field = Require.Defined(value); } = ScheduleKind.Cosine;

    /// <summary>The learning rate after the warm-up.</summary>
    public double LearningRate { get; init => field = Require.Above(value, 0, 100); } = 1e-3;

    /// <summary>The final learning rate; above 0 for the exponential schedule, ignored by the constant one.</summary>
    public double FinalRate { get; init => field = Require.Between(value, 0, 100); }

    /// <summary>Epochs over which the rate rises linearly from 0 to <see cref="LearningRate"/>; may be a fraction.</summary>
    public double WarmUpEpochs { get; init => field = Require.Between(value, 0, 100_000); }

    /// <summary>The final σ of the policy as a fraction of the model's; σ decays exponentially. 1 for a constant σ.</summary>
    public double FinalSigmaRatio { get; init => field = Require.Between(value, 0.01, 1); } = 1;
}
