namespace Saccade.Policy;

/// <summary>How the next location is chosen.</summary>
public enum PolicyMode
{
    /// <summary>l_t = μ_t, the mean.</summary>
    Mean,

    /// <summary>l_t ~ Normal(μ_t, σ²I).</summary>
    Sample,

    /// <summary>l_t uniform over the frame: the paper's control with random glimpses.</summary>
    Random,
}
