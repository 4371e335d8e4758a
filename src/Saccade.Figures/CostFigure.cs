using Saccade.Figures.Plots;

namespace Saccade.Figures;

/// <summary>The cost of an image against a growing quantity, for several models, on logarithmic axes.</summary>
public static class CostFigure
{
    /// <summary>Draws the figure.</summary>
    /// <param name="title">The title.</param>
    /// <param name="across">What grows, with its unit.</param>
    /// <param name="values">Values of what grows, above 0 and ascending.</param>
    /// <param name="models">1 to 8 names with a cost above 0 for each value.</param>
    /// <param name="options">How it looks; light and with a scale of 2 when null.</param>
    /// <returns>A PNG or SVG file; the same costs and options give the same bytes.</returns>
    public static byte[] Render(
        string title, string across, IReadOnlyList<double> values, IReadOnlyList<(string Name, IReadOnlyList<double> Costs)> models,
        FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(models);
        options ??= new();
        IReadOnlyList<Paint> paints = Palette.Of(options.Theme).Series;
        Plot plot = new()
        {
            X = Axis.Through(values, log: true),
            Y = Axis.Around(models.SelectMany(model => model.Costs), log: true),
            XTitle = across,
            Series = [.. models.Zip(paints, (model, paint) =>
                new Series([.. values.Zip(model.Costs, (value, cost) => new PlotPoint(value, cost))], paint) { Markers = true })],
            Legend = [.. models.Zip(paints, (model, paint) => new LegendEntry(model.Name, paint))],
        };
        return PlotGrid.Render(title, [plot], options, plotWidth: 560, plotHeight: 400);
    }
}
