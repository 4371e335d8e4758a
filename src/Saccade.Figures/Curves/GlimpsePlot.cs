using System.Globalization;
using Saccade.Evaluation;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Figures.Curves;

/// <summary>Draws curves over the number of glimpses: a point with its interval at each, values written where there is one curve.</summary>
internal static class GlimpsePlot
{
    private const float Margin = 28, Width = 560, Height = 320, Head = 44, AxisRoom = 46, TickSize = 12, FootSize = 13;
    private const int MostWritten = 16;

    /// <summary>The figure; the caller disposes it.</summary>
    public static Sheet Draw(string title, IReadOnlyList<GlimpseCurve> curves, Axis y, Func<double, double> value, FigureOptions options)
    {
        bool legend = curves.Count > 1;
        float head = Head + (legend ? 34 + 19 * (curves.Count / 4) : 0);
        Sheet sheet = new(2 * Margin + Width, 2 * Margin + head + Height + 44, options);
        sheet.Text(title, Margin, Margin + 16, 21, sheet.Palette.Ink);
        if (legend)
            PanelPainter.Legend(sheet, [.. curves.Select((curve, i) => new LegendEntry(curve.Name, sheet.Palette.Series[i], null))], Margin, Margin + 42, Margin + Width);
        int glimpses = curves.Max(curve => curve.Accuracy.Count);
        SKRect plot = SKRect.Create(Margin + AxisRoom, Margin + head, Width - AxisRoom, Height);
        Grid(sheet, plot, y, glimpses);
        if (curves[0].TrainedGlimpses is int trained && trained < glimpses)
            Trained(sheet, plot, trained, glimpses);
        for (int i = curves.Count - 1; i >= 0; i--)
        {
            Curve(sheet, plot, curves[i], sheet.Palette.Series[i], y, value, glimpses, written: !legend && glimpses <= MostWritten);
        }
        return sheet;
    }

    private static void Grid(Sheet sheet, SKRect plot, Axis y, int glimpses)
    {
        foreach (double tick in y.Ticks)
        {
            float at = Y(plot, y, tick);
            sheet.Line(plot.Left, at, plot.Right, at, sheet.Palette.Faint, 1);
            sheet.Text(Axis.Label(tick), plot.Left - 8, at + Lettering.CapHeight(TickSize) / 2, TickSize, sheet.Palette.Muted, Align.Right);
        }
        int step = (glimpses + MostWritten - 1) / MostWritten;
        for (int t = 1; t <= glimpses; t += step)
        {
            sheet.Text(t.ToString(CultureInfo.InvariantCulture), X(plot, t, glimpses), plot.Bottom + 20, TickSize, sheet.Palette.Muted, Align.Centre);
        }
        sheet.Text("glimpses", plot.Right, plot.Bottom + 42, FootSize, sheet.Palette.Muted, Align.Right);
    }

    private static void Trained(Sheet sheet, SKRect plot, int trained, int glimpses)
    {
        float at = X(plot, trained, glimpses);
        using SKPath line = new();
        line.MoveTo(at, plot.Top);
        line.LineTo(at, plot.Bottom);
        sheet.Stroke(line, sheet.Palette.Muted, 1.2f, [2, 4]);
        string note = string.Create(CultureInfo.InvariantCulture, $"trained with {trained}");
        float half = Lettering.Width(note, FootSize) / 2;
        sheet.Text(note, Math.Clamp(at, plot.Left + half, plot.Right - half), plot.Bottom + 42, FootSize, sheet.Palette.Muted, Align.Centre);
    }

    private static void Curve(
        Sheet sheet, SKRect plot, GlimpseCurve curve, SKColor colour, Axis y, Func<double, double> value, int glimpses, bool written)
    {
        SKPoint[] points = [.. curve.Accuracy.Select((accuracy, t) => new SKPoint(X(plot, t + 1, glimpses), Y(plot, y, value(accuracy))))];
        for (int t = 0; t < points.Length; t++)
        {
            (double low, double high) = Interval.Wilson95((int)Math.Round(curve.Accuracy[t] * curve.Images), curve.Images);
            sheet.Line(points[t].X, Y(plot, y, value(low)), points[t].X, Y(plot, y, value(high)), colour.WithAlpha(130), 4);
            if (t > 0)
                sheet.Line(points[t - 1].X, points[t - 1].Y, points[t].X, points[t].Y, colour, 2);
        }
        for (int t = 0; t < points.Length; t++)
        {
            sheet.Disc(points[t].X, points[t].Y, 4, colour);
            if (!written)
                continue;
            double shown = value(curve.Accuracy[t]);
            string text = shown.ToString(shown is >= 10 and < 99.5 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
            float above = points[t].Y - 13, textBase = above - Lettering.CapHeight(TickSize) < plot.Top ? points[t].Y + 24 : above;
            float half = Lettering.Width(text, TickSize) / 2;
            sheet.Fill(new(points[t].X - half, textBase - Lettering.CapHeight(TickSize) - 3, points[t].X + half, textBase + 3), sheet.Palette.Paper.WithAlpha(215), 3);
            sheet.Text(text, points[t].X, textBase, TickSize, sheet.Palette.Ink, Align.Centre);
        }
    }

    private static float X(SKRect plot, int glimpse, int glimpses) => glimpses == 1
        ? plot.MidX
        : plot.Left + 22 + (plot.Width - 44) * (glimpse - 1) / (glimpses - 1);

    /// <summary>What lies off the axis, such as an interval's end, stays at its edge.</summary>
    private static float Y(SKRect plot, Axis y, double value) =>
        plot.Bottom - (float)(value <= y.Least ? 0 : Math.Min(1, y.Place(value))) * plot.Height;
}
