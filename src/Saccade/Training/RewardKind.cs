namespace Saccade.Training;

/// <summary>The reward of an answer.</summary>
public enum RewardKind
{
    /// <summary>1 if the most probable class is the right one, else 0 (paper §3.1).</summary>
    Accuracy,

    /// <summary>The probability of the right class.</summary>
    Probability,

    /// <summary>
    /// The fall of the cross-entropy −log p of the right class by each glimpse; before the first one every class has the same p. The
    /// falls after a decision add up to log p after the last glimpse less log p in the state of the decision. What is subtracted does not
    /// depend on the decision: REINFORCE follows, without bias, the gradient of the expected log p after the last glimpse.
    /// </summary>
    Progress,
}
