namespace Saccade.Training;

/// <summary>The report of one training step.</summary>
public sealed record StepReport
{
    /// <summary>The loss terms before the step.</summary>
    public required LossTerms Loss { get; init; }

    /// <summary>The share of rollouts with the right class, or the mean reward of episodes with actions, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean reward R of the rollouts, 0 to 1.</summary>
    public required double Reward { get; init; }

    /// <summary>Entropy of the actions in nats; null where answers are classes.</summary>
    public double? ActionEntropy { get; init; }

    /// <summary>
    /// Variance of the policy's means over the rollouts, summed over both coordinates and averaged over decisions: 0 if the locations do
    /// not depend on the image.
    /// </summary>
    public required double LocationVariance { get; init; }
}
