using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>The learning rate over a run, and the width of the policy.</summary>
public sealed record ScheduleOptions
{
    /// <summary>The shape of the fall from <see cref="LearningRate"/> to <see cref="FinalRate"/>.</summary>
    public ScheduleKind Kind { get; init => field = Require.Defined(value); } = ScheduleKind.Cosine;

    /// <summary>The learning rate after the warm-up.</summary>
    public double LearningRate { get; init => field = Require.Above(value, 0, 100); } = 1e-3;

    /// <summary>The learning rate at the end; must be above 0 for the exponential shape and is ignored by the constant one.</summary>
    public double FinalRate { get; init => field = Require.Between(value, 0, 100); }

    /// <summary>Epochs over which the rate rises linearly from 0 to <see cref="LearningRate"/>; parts of an epoch count.</summary>
    public double WarmUpEpochs { get; init => field = Require.Between(value, 0, 100_000); }

    /// <summary>σ of the policy at the end as a share of the model's, to which it falls by the same factor every step; 1: it stays.</summary>
    public double FinalSigmaShare { get; init => field = Require.Between(value, 0.01, 1); } = 1;
}

/// <summary>The shape of a learning-rate schedule.</summary>
public enum ScheduleKind
{
    /// <summary>The same rate throughout.</summary>
    Constant,

    /// <summary>A straight line.</summary>
    Linear,

    /// <summary>The same factor every step.</summary>
    Exponential,

    /// <summary>Half a cosine wave.</summary>
    Cosine,
}
