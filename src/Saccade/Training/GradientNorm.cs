namespace Saccade.Training;

/// <summary>The Euclidean norm of the gradient that one loss term gives one network.</summary>
/// <param name="Network">glimpse, core, location, action or baseline; for a baseline classifier, the name of a layer.</param>
/// <param name="Term">action, baseline or location, weighted as in J.</param>
/// <param name="Norm">The norm; 0 where the term does not reach the network.</param>
public readonly record struct GradientNorm(string Network, string Term, double Norm);
