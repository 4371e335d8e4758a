using Saccade.Figures.Plots;

namespace Saccade.Figures;

/// <summary>
/// The learning curves of one run or of several over each other; runs of one name are drawn as their mean with a band of one standard
/// deviation: error, loss terms, reward and baseline, spread of
/// locations, gradient norms, learning rate.
/// </summary>
public static class LearningCurves
{
    /// <summary>The most names of runs in a figure.</summary>
    public const int MostRuns = 8;

    /// <summary>Draws the figure.</summary>
    /// <param name="runs">Runs of 1 to 8 names.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same runs and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no runs or too many.</exception>
    /// <exception cref="SaccadeException">A run has no rows, columns of different lengths, or nothing that can be drawn.</exception>
    public static byte[] Render(IReadOnlyList<CurveRun> runs, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        foreach (CurveRun run in runs)
        {
            run.Check();
        }
        runs = [.. runs.GroupBy(run => run.Name).Select(group => CurveRun.Mean([.. group])).OfType<CurveRun>()];
        if (runs.Count is < 1 or > MostRuns)
            throw new OptionException(new(ErrorKind.OutOfRange, Key: "runs", Value: runs.Count, Allowed: $"1 to {MostRuns}"));

        options ??= new();
        Palette palette = Palette.Of(options.Theme);
        List<Plot> plots = MetricPanels.LearningCurves(runs, palette);
        if (plots.Count == 0)
            throw new SaccadeException(new(
                ErrorKind.Missing, Key: "metrics", Detail: $"run '{runs[0].Name}' has no column such as validation_error_percent"));

        if (runs.Count == 1)
            return PlotGrid.Render(runs[0].Name + Outcome(runs[0]), plots, options);
        LegendEntry[] legend = [.. runs.Zip(palette.Series, (run, paint) => new LegendEntry(run.Name, paint))];
        return PlotGrid.Render("Learning curves", plots, options, legend);
    }

    private static string Outcome(CurveRun run)
    {
        double[] errors = run.Columns.GetValueOrDefault("validation_error_percent", []);
        double[] shown = Array.FindAll(errors, double.IsFinite);
        if (shown.Length == 0)
            return "";
        string epoch = run.Epochs[Array.IndexOf(errors, shown.Min())].ToString(CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture, $": lowest validation error {shown.Min():0.00}% (epoch {epoch} of {run.Epochs.Max()})");
    }
}
