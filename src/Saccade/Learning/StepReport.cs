namespace Saccade.Learning;

/// <summary>What one training step tells of itself.</summary>
public sealed record StepReport
{
    /// <summary>The loss terms before the step.</summary>
    public required LossTerms Loss { get; init; }

    /// <summary>Part of the rollouts that named the right class, or of the games that were won, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean reward R over the rollouts, 0 to 1: what the loss pays them.</summary>
    public required double Reward { get; init; }

    /// <summary>Entropy of the moves of a game in nats; null where images are named.</summary>
    public double? MoveEntropy { get; init; }

    /// <summary>Variance over the rollouts of the policy's means at one decision, averaged over decisions, both coordinates together: 0 if it looks at the same places whatever the image.</summary>
    public required double LocationVariance { get; init; }
}
