namespace Saccade.Figures;

/// <summary>Models on the same images, a plot of a figure.</summary>
/// <param name="Title">What the images are.</param>
/// <param name="Curves">1 to 8 curves with one or more points each.</param>
public sealed record ErrorPanel(string Title, IReadOnlyList<ErrorCurve> Curves);
