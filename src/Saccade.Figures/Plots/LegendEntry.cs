namespace Saccade.Figures.Plots;

/// <summary>An entry of a legend: a line's look and its meaning.</summary>
internal sealed record LegendEntry(string Name, Paint Paint, float[]? Dash = null);
