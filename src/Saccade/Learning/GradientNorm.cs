namespace Saccade.Learning;

/// <summary>The Euclidean norm of the gradient that one loss term gives one network.</summary>
/// <param name="Network">glimpse, core, location, action or baseline; of a net to compare with a layer: first, second, filters, hidden or scores.</param>
/// <param name="Term">action, baseline or location; the terms as weighted in J.</param>
/// <param name="Norm">The norm; 0 where the term does not reach the network.</param>
public readonly record struct GradientNorm(string Network, string Term, double Norm);
