using Saccade.Figures.Curves;
using Saccade.Figures.Drawing;
using Saccade.Runtime;

namespace Saccade.Figures;

/// <summary>How right a model is after each glimpse, with 95% intervals (Wilson).</summary>
public static class AccuracyFigure
{
    /// <summary>Draws the share of images named rightly after each glimpse, on a linear axis.</summary>
    /// <param name="curves">1 to 8 models.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same curves and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no curves or too many.</exception>
    /// <exception cref="SaccadeException">A curve is empty or holds what is no accuracy.</exception>
    public static byte[] Render(IReadOnlyList<GlimpseCurve> curves, FigureOptions? options = null)
    {
        GlimpseCurve.Check(curves);
        double most = 100, least = curves.Min(curve => curve.Accuracy.Min()) < 0.5 ? 0 : 50;
        using Sheet sheet = GlimpsePlot.Draw("Right after each glimpse, %", curves, Axis.Linear(least, most), accuracy => 100 * accuracy, options ?? new());
        return sheet.ToFile();
    }

    /// <summary>
    /// Draws the error against the number of glimpses, on a logarithmic axis where errors differ more than tenfold. A
    /// vertical line marks the number that the first model was trained with: what lies beyond it was never learned.
    /// </summary>
    /// <param name="curves">1 to 8 models.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same curves and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no curves or too many.</exception>
    /// <exception cref="SaccadeException">A curve is empty or holds what is no accuracy.</exception>
    public static byte[] RenderError(IReadOnlyList<GlimpseCurve> curves, FigureOptions? options = null)
    {
        GlimpseCurve.Check(curves);
        double[] errors = [.. curves.SelectMany(curve => curve.Accuracy).Select(accuracy => 100 * (1 - accuracy))];
        (double least, double most) = (errors.Min(), errors.Max());
        Axis axis = least > 0 && most > 10 * least ? Axis.Logarithmic(0.8 * least, Math.Min(100, 1.1 * most)) : Axis.Linear(0, Math.Max(most, 1e-3));
        using Sheet sheet = GlimpsePlot.Draw("Error against the number of glimpses, %", curves, axis, accuracy => 100 * (1 - accuracy), options ?? new());
        return sheet.ToFile();
    }
}
