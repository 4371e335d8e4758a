namespace Saccade.Training;

/// <summary>The forms of log π(l | μ) in paper and report; their gradients differ in scale, not in direction.</summary>
public enum LocationTerm
{
    /// <summary>The Gaussian log-density −log σ − log √(2π) − (l−μ)²/(2σ²).</summary>
    Exact,

    /// <summary>The report's −log σ − log √(2π) − (l−μ)²/(2σ): σ times the exact gradient.</summary>
    Report,

    /// <summary>−(l−μ)²/(2σ²) alone: the exact gradient at fixed σ.</summary>
    Bare,
}
