namespace Saccade.Figures.Plots;

/// <summary>A point of a series.</summary>
/// <param name="X">Place on the horizontal axis.</param>
/// <param name="Y">Value; a value that the axis cannot show leaves a gap.</param>
/// <param name="ErrorBar">Lower and upper end of its error bar; none when null.</param>
/// <param name="Label">Text beside it; none when null.</param>
internal readonly record struct PlotPoint(double X, double Y, (double Low, double High)? ErrorBar = null, string? Label = null);
