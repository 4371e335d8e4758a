using Saccade.Figures.Plots;

namespace Saccade.Figures;

/// <summary>Errors of models against the cost of an image, such as its floating-point operations, a plot for each kind of images.</summary>
public static class ErrorCostFigure
{
    private const int MostPanels = 6;

    /// <summary>
    /// Draws the figure. All plots have the same axes; costs are on a logarithmic one, errors where they differ more than tenfold.
    /// </summary>
    /// <param name="title">The title, what the errors are.</param>
    /// <param name="across">What a cost is, with its unit.</param>
    /// <param name="panels">1 to 6 plots; curves of one name have one colour.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same errors and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no plots or too many.</exception>
    /// <exception cref="SaccadeException">
    /// There are too many curves, one is empty, or a point is not a cost above 0 and an error.
    /// </exception>
    public static byte[] Render(string title, string across, IReadOnlyList<ErrorPanel> panels, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(panels);
        if (panels.Count is < 1 or > MostPanels)
            throw new OptionException(new(ErrorKind.OutOfRange, Key: "plots", Value: panels.Count, Allowed: $"1 to {MostPanels}"));
        options ??= new();
        ErrorCurve[] curves = [.. panels.SelectMany(panel => panel.Curves)];
        (double Cost, double ErrorPercent)[] points = [.. curves.SelectMany(curve => curve.Points)];
        string[] names = [.. curves.Select(curve => curve.Name).Distinct()];
        IReadOnlyList<Paint> paints = Palette.Of(options.Theme).Series;
        if (panels.Any(panel => panel.Curves.Count == 0) || curves.Any(curve => curve.Points.Count == 0) || names.Length > paints.Count
            || points.Any(point => !(point.Cost > 0) || !double.IsFinite(point.Cost) || !(point.ErrorPercent is >= 0 and <= 100)))
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: "error curves",
                Allowed: $"1 to {paints.Count} names, with points of a cost above 0 and an error of 0 to 100%"));
        Axis costs = Axis.Around(points.Select(point => point.Cost), log: true);
        Axis errors = Axis.Errors(points.Min(point => point.ErrorPercent), points.Max(point => point.ErrorPercent));
        IEnumerable<Plot> plots = panels.Select(panel => new Plot
        {
            Title = panel.Title,
            X = costs,
            Y = errors,
            XTitle = across,
            Series = [.. panel.Curves.Select(curve => new Series(Points(curve), PaintOf(curve)) { Markers = true })],
            Legend = [.. panel.Curves.Select(curve => new LegendEntry(curve.Name, PaintOf(curve)))],
        });
        return PlotGrid.Render(title, [.. plots], options);

        Paint PaintOf(ErrorCurve curve) => paints[Array.IndexOf(names, curve.Name)];
    }

    private static PlotPoint[] Points(ErrorCurve curve) =>
        [.. curve.Points.OrderBy(point => point.Cost).Select(point => new PlotPoint(point.Cost, point.ErrorPercent))];
}
