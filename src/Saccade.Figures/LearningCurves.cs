using System.Globalization;
using Saccade.Figures.Curves;
using Saccade.Figures.Drawing;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Figures;

/// <summary>
/// The learning curves of one run or of several over each other: error, loss terms, reward and baseline, spread of
/// locations, gradient norms, learning rate.
/// </summary>
public static class LearningCurves
{
    private const float Margin = 28, PanelWidth = 390, PanelHeight = 290, Gap = 40, TitleSize = 21;
    private const int PerRow = 3, MostRuns = 8;

    /// <summary>Draws the figure.</summary>
    /// <param name="runs">1 to 8 runs.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same runs and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no runs or too many.</exception>
    /// <exception cref="SaccadeException">A run has no rows, columns of different lengths, or nothing that can be drawn.</exception>
    public static byte[] Render(IReadOnlyList<CurveRun> runs, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count is < 1 or > MostRuns)
            throw new OptionException($"Learning curves were asked for of {runs.Count} runs; they may show 1 to {MostRuns}.");
        foreach (CurveRun run in runs)
        {
            run.Check();
        }

        options ??= new();
        List<Panel> panels = PanelCatalogue.Panels(runs, Palette.Of(options.Theme));
        if (panels.Count == 0)
            throw new SaccadeException($"Run '{runs[0].Name}' has none of the metrics that learning curves show, such as validation_error_percent.");

        int perRow = Math.Min(PerRow, panels.Count), rows = (panels.Count + perRow - 1) / perRow;
        float width = perRow * (PanelWidth + Gap) - Gap;
        float head = runs.Count == 1 ? 50 : 78 + 19 * (runs.Count / 4);
        using Sheet sheet = new(width + 2 * Margin, 2 * Margin + head + rows * (PanelHeight + Gap) - Gap + 16, options);
        Head(sheet, runs, Margin + width);
        for (int i = 0; i < panels.Count; i++)
        {
            float left = Margin + i % perRow * (PanelWidth + Gap), top = Margin + head + i / perRow * (PanelHeight + Gap);
            PanelPainter.Draw(sheet, panels[i], SKRect.Create(left, top, PanelWidth, PanelHeight));
        }
        float bottom = 2 * Margin + head + rows * (PanelHeight + Gap) - Gap - 4;
        sheet.Text("epoch", Margin + width, bottom, 13, sheet.Palette.Muted, Align.Right);
        return sheet.ToFile();
    }

    private static void Head(Sheet sheet, IReadOnlyList<CurveRun> runs, float right)
    {
        string title = runs.Count == 1 ? runs[0].Name + Outcome(runs[0]) : "Learning curves";
        sheet.Text(Lettering.Fit(title, TitleSize, right - Margin), Margin, Margin + 16, TitleSize, sheet.Palette.Ink);
        if (runs.Count > 1)
        {
            LegendEntry[] entries = [.. runs.Select((run, i) => new LegendEntry(run.Name, sheet.Palette.Series[i], null))];
            PanelPainter.Legend(sheet, entries, Margin, Margin + 44, right);
        }
    }

    private static string Outcome(CurveRun run)
    {
        double[] errors = run.Columns.GetValueOrDefault("validation_error_percent", []);
        double[] shown = Array.FindAll(errors, double.IsFinite);
        if (shown.Length == 0)
            return "";
        string epoch = run.Epochs[Array.IndexOf(errors, shown.Min())].ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $": lowest validation error {shown.Min():0.00}% (epoch {epoch} of {run.Epochs.Max()})");
    }
}
