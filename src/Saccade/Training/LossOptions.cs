namespace Saccade.Training;

/// <summary>The hybrid loss J = J_action + J_baseline + J_location (paper §3.2): weights, forms and stop-gradient flags.</summary>
public sealed record LossOptions
{
    /// <summary>Weight of the REINFORCE term J_location.</summary>
    public double LocationWeight { get; init => field = Require.Between(value, 0, 1000); } = 0.01;

    /// <summary>Weight of the baseline's squared error J_baseline.</summary>
    public double BaselineWeight { get; init => field = Require.Between(value, 0, 1000); } = 1;

    /// <summary>Weight of the entropy bonus, which keeps the agent exploring; only where answers are actions.</summary>
    public double EntropyWeight { get; init => field = Require.Between(value, 0, 100); }

    /// <summary>How log π is reduced over the glimpses of a rollout; over rollouts it is averaged.</summary>
    public GlimpseReduction Reduction { get; init => field = Require.Defined(value); } = GlimpseReduction.Sum;

    /// <summary>The form of log π.</summary>
    public LocationTerm LocationTerm { get; init => field = Require.Defined(value); } = LocationTerm.Exact;

    /// <summary>The answers in J_action: the last, as in the paper, or the mean over the answers after every glimpse.</summary>
    public LossSteps ActionAt { get; init => field = Require.Defined(value); } = LossSteps.Last;

    /// <summary>The answers that are rewarded: the last, as in the paper, or every one, averaged over those after a decision.</summary>
    public LossSteps RewardAt { get; init => field = Require.Defined(value); } = LossSteps.Last;

    /// <summary>The reward of an answer.</summary>
    public RewardKind Reward { get; init => field = Require.Defined(value); } = RewardKind.Accuracy;

    /// <summary>
    /// λ of the return of a decision in REINFORCE: 1 for the reward R alone, as in the paper; below 1 the value estimates of later
    /// states are mixed in (Sutton, 1988), which lowers the variance and adds the bias of b.
    /// </summary>
    public double Lambda { get; init => field = Require.Between(value, 0, 1); } = 1;

    /// <summary>Whether REINFORCE subtracts the baseline b_t from the return; false for the report's first estimator.</summary>
    public bool SubtractBaseline { get; init; } = true;

    /// <summary>
    /// Whether gradients flow through the sampled location into its mean. The report suspects this fault: REINFORCE then has no gradient,
    /// and the class loss moves the mean through h_l. Only the Torch engine computes it.
    /// </summary>
    public bool AttachSample { get; init; }

    /// <summary>Whether the gradient of J_location reaches the core through h_t.</summary>
    public bool LocationReachesCore { get; init; }

    /// <summary>Whether the gradient of J_baseline reaches the core through h_t.</summary>
    public bool BaselineReachesCore { get; init; }
}
