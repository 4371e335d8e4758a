namespace Saccade.Model;

/// <summary>Which heads pass their gradient on into the core; the action network always does.</summary>
/// <param name="Location">The location network, and with it REINFORCE.</param>
/// <param name="Baseline">The baseline network.</param>
public readonly record struct GradientReach(bool Location, bool Baseline);
