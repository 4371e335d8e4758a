using Saccade.Figures.Plots;

namespace Saccade.Figures;

/// <summary>The accuracy or error of models after each glimpse, with 95% intervals (Wilson).</summary>
public static class AccuracyFigure
{
    private const int MostLabelled = 16;

    /// <summary>Draws the share of images classified correctly after each glimpse, on a linear axis.</summary>
    /// <param name="curves">1 to 8 models.</param>
    /// <param name="options">How it looks; light and with a scale of 2 when null.</param>
    /// <returns>A PNG or SVG file; the same curves and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no curves or too many.</exception>
    /// <exception cref="SaccadeException">A curve is empty or holds a value outside of 0 to 1.</exception>
    public static byte[] Render(IReadOnlyList<GlimpseCurve> curves, FigureOptions? options = null)
    {
        GlimpseCurve.Check(curves);
        double least = curves.Min(curve => curve.Accuracy.Min()) < 0.5 ? 0 : 50;
        return Draw("Accuracy after each glimpse, %", curves, Axis.Linear(least, 100), accuracy => 100 * accuracy, options ?? new());
    }

    /// <summary>
    /// Draws the error against the number of glimpses, on a logarithmic axis where errors differ more than tenfold. A
    /// vertical line marks the number that the first model was trained with.
    /// </summary>
    /// <param name="curves">1 to 8 models.</param>
    /// <param name="options">How it looks; light and with a scale of 2 when null.</param>
    /// <returns>A PNG or SVG file; the same curves and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no curves or too many.</exception>
    /// <exception cref="SaccadeException">A curve is empty or holds a value outside of 0 to 1.</exception>
    public static byte[] RenderError(IReadOnlyList<GlimpseCurve> curves, FigureOptions? options = null)
    {
        GlimpseCurve.Check(curves);
        double[] errors = [.. curves.SelectMany(curve => curve.Accuracy).Select(Error)];
        Axis axis = Axis.Errors(0.8 * errors.Min(), Math.Min(100, 1.1 * errors.Max()));
        return Draw("Error against the number of glimpses, %", curves, axis, Error, options ?? new());

        static double Error(double accuracy) => 100 * (1 - accuracy);
    }

    private static byte[] Draw(
        string title, IReadOnlyList<GlimpseCurve> curves, Axis y, Func<double, double> value, FigureOptions options)
    {
        int glimpses = curves.Max(curve => curve.Accuracy.Count);
        bool labelled = curves.Count == 1 && glimpses <= MostLabelled;
        IReadOnlyList<Paint> paints = Palette.Of(options.Theme).Series;
        int? trained = curves[0].TrainedGlimpses < glimpses ? curves[0].TrainedGlimpses : null;
        Plot plot = new()
        {
            X = Axis.Through([.. Enumerable.Range(1, glimpses).Select(t => (double)t)]),
            Y = y,
            XTitle = "glimpses",
            Series = [.. curves.Zip(paints, (curve, paint) => new Series(Points(curve, value, labelled), paint) { Markers = true })],
            Legend = curves.Count == 1 ? [] : [.. curves.Zip(paints, (curve, paint) => new LegendEntry(curve.Name, paint))],
            Threshold = trained is int t ? (t, string.Create(CultureInfo.InvariantCulture, $"trained with {t}")) : null,
        };
        return PlotGrid.Render(title, [plot], options, plotWidth: 560, plotHeight: 370);
    }

    private static PlotPoint[] Points(GlimpseCurve curve, Func<double, double> value, bool labelled) =>
        [.. curve.Accuracy.Select((accuracy, t) =>
        {
            (double low, double high) = Interval.Wilson95((int)Math.Round(accuracy * curve.Images), curve.Images);
            (low, high) = (value(low), value(high));
            double shown = value(accuracy);
            string? label = labelled ? shown.ToString(shown is >= 10 and < 99.5 ? "0.0" : "0.00", CultureInfo.InvariantCulture) : null;
            return new PlotPoint(t + 1, shown, (Math.Min(low, high), Math.Max(low, high)), label);
        })];
}
