namespace Saccade.Training;

/// <summary>The reward of an answer.</summary>
public enum RewardKind
{
    /// <summary>1 if the most probable class is the right one, else 0 (paper §3.1).</summary>
    Accuracy,

    /// <summary>The probability of the right class.</summary>
    Probability,
}
