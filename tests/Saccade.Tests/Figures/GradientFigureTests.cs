using Saccade.Errors;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using Saccade.Figures.Plots;

namespace Saccade.Tests.Figures;

public sealed class GradientFigureTests
{
    [Fact]
    public void A_term_has_a_panel_with_the_networks_it_reaches()
    {
        List<Plot> plots = MetricPanels.GradientsByTerm(Run(), Palette.Of(FigureTheme.Light));
        Assert.Equal(["J action", "J location"], plots.Select(plot => plot.Title));
        Assert.Equal(["glimpse", "core"], plots[0].Legend.Select(entry => entry.Name));
        Assert.Equal(["location"], plots[1].Legend.Select(entry => entry.Name));
        // A network keeps its colour from plot to plot, and all plots share one axis.
        Assert.Equal(Palette.Of(FigureTheme.Light).Series[2], plots[1].Series[0].Paint);
        Assert.Equal(plots[0].Y, plots[1].Y);
    }

    [Fact]
    public void The_bytes_repeat_and_runs_without_gradients_are_refused()
    {
        Assert.Equal(GradientFigure.Render(Run()), GradientFigure.Render(Run()));
        CurveRun none = new("none", new Dictionary<string, double[]> { ["gradient_core_action"] = [0, double.NaN] });
        Assert.Equal((true, false), (GradientFigure.CanRender(Run()), GradientFigure.CanRender(none)));
        ErrorData error = Assert.Throws<SaccadeException>(() => GradientFigure.Render(none)).Error;
        Assert.Equal((ErrorKind.Missing, "gradient norms"), (error.Kind, error.Key));
        Assert.Throws<SaccadeException>(() => GradientFigure.Render(new("empty", new Dictionary<string, double[]>())));
    }

    private static CurveRun Run() => new("run", new Dictionary<string, double[]>
    {
        ["epoch"] = [1, 2, 3],
        ["gradient_glimpse_action"] = [1, 0.5, 0.2],
        ["gradient_core_action"] = [2, 1, double.PositiveInfinity],
        ["gradient_location_action"] = [0, 0, 0],
        ["gradient_baseline_baseline"] = [0, 0, 0],
        ["gradient_location_location"] = [0.01, 0.02, 0.03],
    });
}
