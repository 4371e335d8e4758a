using Saccade.Figures.Curves;
using Saccade.Figures.Drawing;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Figures;

/// <summary>How strongly each loss term pulls each network: a panel for each term, a line for each network, over the epochs.</summary>
public static class GradientFigure
{
    private const float Margin = 28, PanelWidth = 390, PanelHeight = 290, Gap = 40, Head = 50;

    /// <summary>Whether a run has any gradient norm that can be drawn: not all are missing, 0 or, after a training that diverged, no number.</summary>
    public static bool CanRender(CurveRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Columns.Count > 0 && PanelCatalogue.GradientsByTerm(run, Palette.Of(FigureTheme.Light)).Count > 0;
    }

    /// <summary>Draws the figure; all panels have one logarithmic axis, and terms that reach no network are left out.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same run and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The run has no rows, columns of different lengths, or no gradient norm above 0.</exception>
    public static byte[] Render(CurveRun run, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        run.Check();
        options ??= new();
        List<Panel> panels = PanelCatalogue.GradientsByTerm(run, Palette.Of(options.Theme));
        if (panels.Count == 0)
            throw new SaccadeException($"Run '{run.Name}' has no gradient norm above 0, such as gradient_core_action.");
        using Sheet sheet = new(2 * Margin + panels.Count * (PanelWidth + Gap) - Gap, 2 * Margin + Head + PanelHeight + 16, options);
        sheet.Text(Lettering.Fit($"Gradient norms by loss term: {run.Name}", 21, sheet.Width - 2 * Margin), Margin, Margin + 16, 21, sheet.Palette.Ink);
        (Curve[] all, int last) = ([.. panels.SelectMany(panel => panel.Curves)], panels.Count - 1);
        double[] shown = [.. all.SelectMany(curve => curve.Values).Where(value => Axis.Shows(value, log: true))];
        Axis axis = Axis.Logarithmic(shown.Min(), shown.Max());
        for (int i = 0; i <= last; i++)
        {
            PanelPainter.Draw(sheet, panels[i], SKRect.Create(Margin + i * (PanelWidth + Gap), Margin + Head, PanelWidth, PanelHeight), axis);
        }
        sheet.Text("epoch", Margin + last * (PanelWidth + Gap) + PanelWidth, Margin + Head + PanelHeight + 24, 13, sheet.Palette.Muted, Align.Right);
        return sheet.ToFile();
    }
}
