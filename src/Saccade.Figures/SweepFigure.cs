using Saccade.Figures.Plots;

namespace Saccade.Figures;

/// <summary>Errors against options, a plot for each: the mean over seeds at every value, with one standard deviation up and down.</summary>
public static class SweepFigure
{
    /// <summary>The most sweeps of a figure.</summary>
    public const int MostSweeps = 6;

    // More labels would cover each other.
    private const int MostLabels = 12;

    /// <summary>Draws the figure; all plots have the same axis of errors, logarithmic where they differ more than tenfold.</summary>
    /// <param name="sweeps">1 to 6 sweeps.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <param name="title">The figure's title: what the errors are.</param>
    /// <returns>A PNG or SVG file; the same sweeps and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no sweeps or too many.</exception>
    /// <exception cref="SaccadeException">A sweep has no points, values out of order, or a value that is not an error.</exception>
    public static byte[] Render(IReadOnlyList<Sweep> sweeps, FigureOptions? options = null, string title = "Test error, %")
    {
        ArgumentNullException.ThrowIfNull(sweeps);
        if (sweeps.Count is < 1 or > MostSweeps)
            throw new OptionException(new(ErrorKind.OutOfRange, Key: "sweeps", Value: sweeps.Count, Allowed: $"1 to {MostSweeps}"));
        foreach (Sweep sweep in sweeps)
        {
            sweep.Check();
        }

        options ??= new();
        Axis errors = Errors([.. sweeps.SelectMany(sweep => sweep.Points)]);
        Paint paint = Palette.Of(options.Theme).Series[0];
        IEnumerable<Plot> plots = sweeps.Select(sweep => new Plot
        {
            Title = sweep.Title,
            X = Values(sweep),
            Y = errors,
            Series = [new([.. sweep.Points.Select(point => Point(point, sweep.Points.Count <= MostLabels))], paint) { Markers = true }],
        });
        return PlotGrid.Render(title, [.. plots], options);
    }

    private static Axis Values(Sweep sweep) => Axis.Through([.. sweep.Points.Select(point => point.Value)], sweep.Logarithmic) with
    {
        Names = sweep.Points.All(point => point.Name is not null) ? [.. sweep.Points.Select(point => point.Name!)] : null,
    };

    private static Axis Errors(SweepPoint[] points)
    {
        double least = points.Min(p => p.Error), most = points.Max(p => p.Error + (p.Deviation ?? 0));
        // Error bars that reach far below their points do not stretch a logarithmic axis.
        double[] ends = [.. points.Select(p => p.Error - (p.Deviation ?? 0)).Where(low => low > least / 2), least];
        Axis axis = Axis.Errors(least, most);
        return axis.Log ? Axis.Logarithmic(ends.Min(), most) : axis;
    }

    private static PlotPoint Point(SweepPoint point, bool labelled) => new(
        point.Value,
        point.Error,
        point.Deviation is double deviation ? (point.Error - deviation, point.Error + deviation) : null,
        labelled ? point.Error.ToString("0.00", CultureInfo.InvariantCulture) : null);
}
