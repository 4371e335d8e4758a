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

    /// <summary>Which answers J_action judges: the last, as in the paper, or the mean over those after every glimpse.</summary>
    public GlimpseChoice ActionAt { get; init => field = Require.Defined(value); } = GlimpseChoice.Last;

    /// <summary>Which answers pay: the last, as in the paper, or every one; a decision earns the mean of those that follow it.</summary>
    public GlimpseChoice RewardAt { get; init => field = Require.Defined(value); } = GlimpseChoice.Last;

    /// <summary>What an answer pays.</summary>
    public RewardKind Reward { get; init => field = Require.Defined(value); } = RewardKind.Right;

    /// <summary>
    /// λ of the return that REINFORCE pays a decision by: 1 for the reward R alone, as in the paper; below 1 what the baseline
    /// foretells from the states that follow is mixed in (Sutton, 1988), which varies less but is only as right as b.
    /// </summary>
    public double Lambda { get; init => field = Require.Between(value, 0, 1); } = 1;

    /// <summary>Whether REINFORCE subtracts b_t from the return; without it is the report's first estimator.</summary>
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

/// <summary>Which of the answers of a rollout count; the agent could name the image after each glimpse.</summary>
public enum GlimpseChoice
{
    /// <summary>That after the last glimpse.</summary>
    Last,

    /// <summary>That after every glimpse.</summary>
    Every,
}

/// <summary>What an answer pays.</summary>
public enum RewardKind
{
    /// <summary>1 if the most probable class is the right one, else 0 (paper §2).</summary>
    Right,

    /// <summary>The probability of the right class, which tells more than whether it is the highest.</summary>
    Probability,
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
