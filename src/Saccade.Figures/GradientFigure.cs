using Saccade.Figures.Plots;

namespace Saccade.Figures;

/// <summary>The gradient norms of each network over the epochs, a plot for each loss term.</summary>
public static class GradientFigure
{
    /// <summary>Whether a run has a gradient norm that can be drawn: one that is finite and above 0.</summary>
    public static bool CanRender(CurveRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Columns.Count > 0 && MetricPanels.GradientsByTerm(run, Palette.Of(FigureTheme.Light)).Count > 0;
    }

    /// <summary>Draws the figure; all plots share one logarithmic axis, and terms that reach no network are left out.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same run and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The run has no rows, columns of different lengths, or no gradient norm above 0.</exception>
    public static byte[] Render(CurveRun run, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        run.Check();
        options ??= new();
        List<Plot> plots = MetricPanels.GradientsByTerm(run, Palette.Of(options.Theme));
        if (plots.Count == 0)
            throw new SaccadeException(new(
                ErrorKind.Missing, Key: "gradient norms", Detail: $"run '{run.Name}' has none above 0"));
        return PlotGrid.Render($"Gradient norms by loss term: {run.Name}", plots, options);
    }
}
