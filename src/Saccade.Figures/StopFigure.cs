using Saccade.Figures.Plots;

namespace Saccade.Figures;

/// <summary>The error against the mean number of glimpses: by a stop network, by a threshold, and with a fixed number.</summary>
public static class StopFigure
{
    /// <summary>Draws the three curves with 95% intervals, on a logarithmic axis where errors differ more than tenfold.</summary>
    /// <param name="curve">The curves.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same curves and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">A curve is empty, or a point is not an error at 1 glimpse or more.</exception>
    public static byte[] Render(StopCurve curve, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(curve);
        StopPoint[] points = [.. curve.Prices, .. curve.Thresholds, .. curve.Fixed];
        if (curve.Prices.Count == 0 || curve.Thresholds.Count == 0 || curve.Fixed.Count == 0
            || points.Any(point => !(point.MeanGlimpses is >= 1 and <= 1000) || !(point.ErrorPercent is >= 0 and <= 100)))
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: "stop curve", Allowed: "points of 1 to 1000 glimpses and 0 to 100% in each of its three parts"));
        options ??= new();
        IReadOnlyList<Paint> paints = Palette.Of(options.Theme).Series;
        (string Name, IReadOnlyList<StopPoint> Points)[] curves =
        [
            ("stop network, by the price of a glimpse", curve.Prices),
            ("threshold on the class probability", curve.Thresholds),
            ("the same number of glimpses for all", curve.Fixed),
        ];
        Plot plot = new()
        {
            X = Axis.Through([.. curve.Fixed.Select(point => point.Setting)]),
            Y = Axis.Errors(points.Min(point => point.ErrorPercent), points.Max(point => point.ErrorPercent)),
            XTitle = "mean glimpses",
            Series = [.. curves.Zip(paints, (line, paint) => new Series(Points(line.Points), paint, Markers: true, Band: true))],
            Legend = [.. curves.Zip(paints, (line, paint) => new LegendEntry(line.Name, paint))],
        };
        return PlotGrid.Render("Error against the mean number of glimpses, %", [plot], options, plotWidth: 560, plotHeight: 400);
    }

    private static PlotPoint[] Points(IReadOnlyList<StopPoint> points) =>
    [
        .. points.OrderBy(point => point.MeanGlimpses).Select(point =>
            new PlotPoint(point.MeanGlimpses, point.ErrorPercent, (point.ErrorPercentLow, point.ErrorPercentHigh))),
    ];
}
