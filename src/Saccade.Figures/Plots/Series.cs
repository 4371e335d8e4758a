namespace Saccade.Figures.Plots;

/// <summary>A line of a plot through points in ascending order of X.</summary>
/// <param name="Points">The points.</param>
/// <param name="Paint">The paint of the line and its discs.</param>
/// <param name="Dash">Lengths of dash and gap; a solid line when null.</param>
/// <param name="Markers">Whether every point has a disc.</param>
/// <param name="MarkLowest">Whether the lowest point has a disc.</param>
/// <param name="Band">Whether the error bars are one band along the line.</param>
internal sealed record Series(
    IReadOnlyList<PlotPoint> Points, Paint Paint, float[]? Dash = null, bool Markers = false, bool MarkLowest = false, bool Band = false);
