namespace Saccade.Experiments.Sweeps;

/// <summary>How a sweep chooses the settings that it trains.</summary>
public enum SearchKind
{
    /// <summary>Every combination of the values.</summary>
    Grid,

    /// <summary>A number of combinations drawn at random (Bergstra and Bengio 2012).</summary>
    Random,

    /// <summary>Successive halving (Jamieson and Talwalkar 2016): after some epochs only the best settings continue.</summary>
    Halving,
}
