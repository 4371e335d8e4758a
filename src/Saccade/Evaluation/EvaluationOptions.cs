using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Evaluation;

/// <summary>How a model is evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>K, rollouts of each image; the first one alone makes the headline figure.</summary>
    public int Rollouts { get; init => field = Require.Between(value, 1, 10_000); } = 1;

    /// <summary>Whether each location is the policy's mean or a sample.</summary>
    public PolicyMode Policy { get; init => field = Require.Defined(value); } = PolicyMode.Mean;

    /// <summary>T, glimpses of each rollout; null for the number the model was trained with. A net that sees the whole image takes one whatever this says.</summary>
    public int? Glimpses { get; init => field = value is int t ? Require.Between(t, 1, 1000) : null; }

    /// <summary>The seed of first locations and samples.</summary>
    public long Seed { get; init; }

    /// <summary>Images looked at together; it has no influence on the result but for rounding.</summary>
    public int BatchSize { get; init => field = Require.Between(value, 1, 65_536); } = 500;

    /// <summary>The key of the noise of one rollout of every image, counted from 0; row i is image i's.</summary>
    public RandomKey RolloutKey(int rollout) => RandomKey.FromSeed(Seed).Fork("evaluation").Fork(rollout);
}
