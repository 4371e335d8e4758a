namespace Saccade.Training;

/// <summary>The terms of the hybrid loss, unweighted, and their weighted sum.</summary>
/// <param name="Action">J_action, the cross-entropy of the class; REINFORCE of the actions where answers are actions.</param>
/// <param name="Baseline">J_baseline, the mean of (R − b_t)².</param>
/// <param name="Location">J_location, −Σ_t log π(l_t)·(R − b_t) averaged over rollouts.</param>
/// <param name="Total">J, the weighted sum that is minimised; often negative.</param>
public readonly record struct LossTerms(double Action, double Baseline, double Location, double Total)
{
    /// <summary>J_stop, −Σ_t q_t·(R_t − c·t) averaged over rollouts; 0 without a stop network.</summary>
    public double Stop { get; init; }
}
