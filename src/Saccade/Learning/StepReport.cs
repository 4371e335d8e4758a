namespace Saccade.Learning;

/// <summary>What one training step tells of itself.</summary>
public sealed record StepReport
{
    /// <summary>The loss terms before the step.</summary>
    public required LossTerms Loss { get; init; }

    /// <summary>Mean reward over the rollouts, 0 to 1: the part that named the right class.</summary>
    public required double Reward { get; init; }

    /// <summary>Entropy of the moves of a game in nats; null where images are named.</summary>
    public double? MoveEntropy { get; init; }

    /// <summary>Variance of the policy's means around their centre, over rollouts and decisions, both coordinates together.</summary>
    public required double LocationVariance { get; init; }
}
