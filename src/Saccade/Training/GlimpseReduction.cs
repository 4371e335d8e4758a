namespace Saccade.Training;

/// <summary>How log π is reduced over the glimpses of a rollout.</summary>
public enum GlimpseReduction
{
    /// <summary>Σ_t, the log-probability of the whole path (paper, equations 1 and 2).</summary>
    Sum,

    /// <summary>The average over t, so that the weight does not depend on the number of glimpses.</summary>
    Mean,
}
