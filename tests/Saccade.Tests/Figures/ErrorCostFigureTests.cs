using Saccade.Errors;
using Saccade.Figures;

namespace Saccade.Tests.Figures;

public sealed class ErrorCostFigureTests
{
    [Theory]
    [InlineData(0, 20)]
    [InlineData(double.PositiveInfinity, 20)]
    [InlineData(1e6, -1)]
    [InlineData(1e6, double.NaN)]
    public void Points_that_cannot_be_drawn_are_refused(double cost, double error) =>
        Assert.Throws<SaccadeException>(() => ErrorCostFigure.Render("a", "b", [new("c", [new("d", [(cost, error)])])]));

    [Fact]
    public void A_figure_without_plots_or_curves_is_refused()
    {
        Assert.Throws<OptionException>(() => ErrorCostFigure.Render("a", "b", []));
        Assert.Throws<SaccadeException>(() => ErrorCostFigure.Render("a", "b", [new("c", [])]));
        Assert.Throws<SaccadeException>(() => ErrorCostFigure.Render("a", "b", [new("c", [new("d", [])])]));
    }
}
