namespace Saccade.Torch.Networks;

/// <summary>Stop-gradient flags: which networks backpropagate into the core. The action network always does.</summary>
/// <param name="Location">Whether the location network does, and with it REINFORCE.</param>
/// <param name="Baseline">Whether the baseline network does.</param>
public readonly record struct GradientReach(bool Location, bool Baseline);
