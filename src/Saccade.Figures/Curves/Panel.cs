using SkiaSharp;

namespace Saccade.Figures.Curves;

/// <summary>One line of a panel.</summary>
/// <param name="Epochs">Epoch of each value.</param>
/// <param name="Values">The values; those that the axis cannot show leave gaps.</param>
/// <param name="Colour">Colour of the line.</param>
/// <param name="Dash">Lengths of dash and gap; a full line when null.</param>
internal sealed record Curve(double[] Epochs, double[] Values, SKColor Colour, float[]? Dash);

/// <summary>An entry of a legend: how the line is drawn, and what it means.</summary>
internal sealed record LegendEntry(string Name, SKColor Colour, float[]? Dash);

/// <summary>What one panel of the learning curves shows.</summary>
/// <param name="Title">Name, with the unit where there is one.</param>
/// <param name="Log">Whether the values stand on a logarithmic axis.</param>
/// <param name="Curves">The lines.</param>
/// <param name="Legend">What the lines mean; empty where there is nothing to tell apart.</param>
/// <param name="MarkLowest">The curve whose lowest value is marked; none when null.</param>
internal sealed record Panel(string Title, bool Log, IReadOnlyList<Curve> Curves, IReadOnlyList<LegendEntry> Legend, Curve? MarkLowest);
