namespace Saccade.Fast;

/// <summary>What the terms of the loss are multiplied by.</summary>
internal readonly record struct TermWeights(double Action, double Baseline, double Location, double Entropy = 0);
