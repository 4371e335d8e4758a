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

    /// <summary>
    /// How the classes are weighted in J_action, for sets in which some are rare; the other terms stay as they are. Only where an answer is
    /// one class.
    /// </summary>
    public ClassWeighting ClassWeights { get; init => field = Require.Defined(value); } = ClassWeighting.None;

    /// <summary>
    /// ε of label smoothing in J_action (Szegedy et al., 2016): the target is 1 − ε for the right class plus ε / K for each of K classes;
    /// only where answers are classes.
    /// </summary>
    public double LabelSmoothing { get; init => field = Require.Between(value, 0, 0.9); }

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
    /// Whether REINFORCE subtracts the mean of what remains of the return in the other rollouts of the image (leave-one-out baseline:
    /// Mnih and Rezende, 2016; Kool et al., 2019). It is unbiased, because rollouts are independent; it needs 2 rollouts of each image or
    /// more. Without <see cref="SubtractBaseline"/> it is the only baseline.
    /// </summary>
    public bool LeaveOneOut { get; init; }

    /// <summary>
    /// Weight of J_stop = −Σ_t q_t·(R_t − c·t), averaged over rollouts, for models with a stop network (model.stop). q_t =
    /// p_t·Π_{s&lt;t}(1 − p_s) is the probability that the rollout ends after glimpse t, c its price of a glimpse, and R_t is 1 where the
    /// answer after glimpse t is right, else 0, or the task's own reward. The rollout takes all T glimpses, so the expectation over the
    /// stop actions is exact along its path, in place of one sample by REINFORCE: the gradient is unbiased, and stop actions add no
    /// variance.
    /// </summary>
    public double StopWeight { get; init => field = Require.Between(value, 0, 1000); } = 1;

    /// <summary>
    /// Whether gradients flow through the sampled location into its mean. The report suspects this fault: REINFORCE then has no gradient,
    /// and the class loss moves the mean through h_l. Only the Torch engine computes it.
    /// </summary>
    public bool AttachSample { get; init; }

    /// <summary>
    /// Whether the gradient of J_location reaches the core through h_t; with two core layers through u_t, and from there into h_t. Without
    /// effect with a saliency map (model.location_form), which reads neither.
    /// </summary>
    public bool LocationReachesCore { get; init; }

    /// <summary>
    /// Whether the gradient of J_baseline reaches the core through h_t; with two core layers through u_t, and from there into h_t.
    /// </summary>
    public bool BaselineReachesCore { get; init; }

    /// <summary>Whether the gradient of J_stop reaches the core through h_t.</summary>
    public bool StopReachesCore { get; init; }

    /// <summary>Checks that a model whose rollouts may end early learns to answer after each glimpse.</summary>
    /// <exception cref="OptionException">J_action has only the last answers.</exception>
    public void RequireEarlyAnswers(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Stops && ActionAt == LossSteps.Last)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "training.loss.action_at", Value: "last", Allowed: "every",
                Detail: "a rollout that may end early needs an answer after each glimpse", Remedy: "or set model.stop.units to 0"));
        }
    }

    /// <summary>Checks that the loss can be computed for a model.</summary>
    /// <exception cref="OptionException">The model answers sequences, and an option is for a single answer.</exception>
    public void Check(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.ReadsSequences)
        {
            Refuse(ActionAt == LossSteps.Every, "action_at", "every", "last");
            Refuse(RewardAt == LossSteps.Every, "reward_at", "every", "last");
            Refuse(ClassWeights == ClassWeighting.Balanced, "class_weights", "balanced", "none");
            Refuse(Reward == RewardKind.Progress, "reward", "progress", "accuracy or probability");
        }

        void Refuse(bool given, string key, string value, string allowed)
        {
            if (given)
            {
                throw new OptionException(new(
                    ErrorKind.Mismatch, Key: "training.loss." + key, Value: value, Allowed: allowed,
                    Detail: $"a rollout has model.labels={model.Labels} answers, each after the last glimpse of its label"));
            }
        }
    }
}
