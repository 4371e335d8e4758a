using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>The three terms of the hybrid loss J = J_action + J_baseline + J_location and how they meet.</summary>
public sealed record LossOptions
{
    /// <summary>Weight of the REINFORCE term J_location.</summary>
    public double LocationWeight { get; init => field = Require.Between(value, 0, 1000); } = 0.01;

    /// <summary>Weight of the baseline's squared error J_baseline.</summary>
    public double BaselineWeight { get; init => field = Require.Between(value, 0, 1000); } = 1;

    /// <summary>How log π over the glimpses of a rollout becomes one number; over rollouts it is always averaged.</summary>
    public GlimpseReduction Reduction { get; init => field = Require.Defined(value); } = GlimpseReduction.Sum;

    /// <summary>The form of log π.</summary>
    public LocationTerm LocationTerm { get; init => field = Require.Defined(value); } = LocationTerm.Exact;

    /// <summary>Whether REINFORCE subtracts b_t from the reward; without it is the report's first estimator.</summary>
    public bool SubtractBaseline { get; init; } = true;

    /// <summary>Whether the gradient of J_location reaches the core through h_t.</summary>
    public bool LocationReachesCore { get; init; }

    /// <summary>Whether the gradient of J_baseline reaches the core through h_t.</summary>
    public bool BaselineReachesCore { get; init; }
}

/// <summary>How log π over the glimpses of a rollout becomes one number.</summary>
public enum GlimpseReduction
{
    /// <summary>Σ_t, the log-probability of the whole path (paper eq. 2).</summary>
    Sum,

    /// <summary>The average over t, so that the weight does not depend on the number of glimpses.</summary>
    Mean,
}

/// <summary>The forms of log π(l | μ) that paper and report use; they differ in scale, not in direction.</summary>
public enum LocationTerm
{
    /// <summary>The Gaussian log-density −log σ − log √(2π) − (l−μ)²/(2σ²).</summary>
    Exact,

    /// <summary>As the report prints it, −log σ − log √(2π) − (l−μ)²/(2σ): its gradient is σ times the exact one's.</summary>
    Report,

    /// <summary>−(l−μ)²/(2σ²) alone: the exact one's gradient at fixed σ.</summary>
    Bare,
}
