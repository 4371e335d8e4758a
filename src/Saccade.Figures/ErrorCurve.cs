namespace Saccade.Figures;

/// <summary>Errors of a model, or of several of one kind, against what an image costs.</summary>
/// <param name="Name">The name in the legend.</param>
/// <param name="Points">The cost of an image, above 0, and the error in percent, in any order.</param>
public sealed record ErrorCurve(string Name, IReadOnlyList<(double Cost, double ErrorPercent)> Points);
