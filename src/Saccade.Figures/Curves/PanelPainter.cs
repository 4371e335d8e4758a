using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Figures.Curves;

/// <summary>Draws one panel: title, legend, axes with grid, lines.</summary>
internal static class PanelPainter
{
    private const float TitleSize = 16, LegendSize = 13, TickSize = 12, LegendPitch = 19, AxisRoom = 46, TickRoom = 26;

    /// <summary>Draws a panel into an area; its values stand on <paramref name="shared"/>, or on an axis of their own.</summary>
    public static void Draw(Sheet sheet, Panel panel, SKRect area, Axis? shared = null)
    {
        sheet.Text(panel.Title, area.Left, area.Top + 14, TitleSize, sheet.Palette.Ink, bold: true);
        float legendBottom = Legend(sheet, panel.Legend, area.Left, area.Top + 36, area.Right);
        SKRect plot = new(area.Left + AxisRoom, legendBottom + 8, area.Right, area.Bottom - TickRoom);
        (Axis x, Axis own) = Axes(panel);
        Axis y = shared ?? own;
        Grid(sheet, plot, x, y);

        sheet.Canvas.Save();
        SKRect clip = plot;
        clip.Inflate(3, 3);
        sheet.Canvas.ClipRect(clip);
        // The first metric is the most telling: it is drawn last, on top.
        foreach (Curve curve in panel.Curves.Reverse())
        {
            Line(sheet, curve, plot, x, y);
        }
        sheet.Canvas.Restore();
        if (panel.MarkLowest is not null)
            MarkLowest(sheet, panel.MarkLowest, plot, x, y);
    }

    /// <summary>Draws entries beside each other, in as many lines as they need, and returns the lower end.</summary>
    public static float Legend(Sheet sheet, IReadOnlyList<LegendEntry> entries, float left, float top, float right)
    {
        const float Swatch = 24;
        float x = left, middle = top;
        foreach (LegendEntry entry in entries)
        {
            string name = Lettering.Fit(entry.Name, LegendSize, right - left - Swatch - 4);
            float width = Swatch + 4 + Lettering.Width(name, LegendSize);
            if (x > left && x + width > right)
                (x, middle) = (left, middle + LegendPitch);
            using SKPath line = new();
            line.MoveTo(x, middle);
            line.LineTo(x + Swatch - 2, middle);
            sheet.Stroke(line, entry.Colour, 2.4f, entry.Dash);
            sheet.Text(name, x + Swatch + 4, middle + Lettering.CapHeight(LegendSize) / 2, LegendSize, sheet.Palette.Muted);
            x += width + 14;
        }
        return entries.Count == 0 ? top - LegendPitch / 2 : middle + LegendPitch / 2;
    }

    private static (Axis X, Axis Y) Axes(Panel panel)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (Curve curve in panel.Curves)
        {
            foreach (double value in curve.Values)
            {
                if (Axis.Shows(value, panel.Log))
                    (least, most) = (Math.Min(least, value), Math.Max(most, value));
            }
        }
        // Quantities that start at zero by nature keep their zero where it is near.
        if (!panel.Log && least > 0 && least < 0.6 * most)
            least = 0;
        Axis x = Axis.Epochs(panel.Curves.Min(c => c.Epochs.Min()), panel.Curves.Max(c => c.Epochs.Max()));
        return (x, panel.Log ? Axis.Logarithmic(least, most) : Axis.Linear(least, most));
    }

    private static void Grid(Sheet sheet, SKRect plot, Axis x, Axis y)
    {
        foreach (double tick in y.Ticks)
        {
            float at = plot.Bottom - (float)y.Place(tick) * plot.Height;
            SKColor colour = tick == 0 && y.Least < 0 ? sheet.Palette.Muted : sheet.Palette.Faint;
            sheet.Line(plot.Left, at, plot.Right, at, colour, 1);
            sheet.Text(Axis.Label(tick), plot.Left - 6, at + Lettering.CapHeight(TickSize) / 2, TickSize, sheet.Palette.Muted, Align.Right);
        }
        foreach (double tick in x.Ticks)
        {
            float at = plot.Left + (float)x.Place(tick) * plot.Width;
            sheet.Line(at, plot.Bottom, at, plot.Bottom + 4, sheet.Palette.Muted, 1);
            sheet.Text(Axis.Label(tick), at, plot.Bottom + 19, TickSize, sheet.Palette.Muted, Align.Centre);
        }
    }

    private static void Line(Sheet sheet, Curve curve, SKRect plot, Axis x, Axis y)
    {
        using SKPath path = new();
        bool down = false;
        for (int i = 0; i < curve.Values.Length; i++)
        {
            bool shown = Axis.Shows(curve.Values[i], y.Log);
            if (shown)
            {
                SKPoint point = At(curve, i, plot, x, y);
                bool alone = !down && (i + 1 == curve.Values.Length || !Axis.Shows(curve.Values[i + 1], y.Log));
                if (alone)
                    sheet.Disc(point.X, point.Y, 3, curve.Colour);
                else if (down)
                    path.LineTo(point);
                else
                    path.MoveTo(point);
            }
            down = shown;
        }
        sheet.Stroke(path, curve.Colour, 2, curve.Dash);
    }

    /// <summary>A disc at the lowest value, which the figure's title tells: a label would hide the curves around it.</summary>
    private static void MarkLowest(Sheet sheet, Curve curve, SKRect plot, Axis x, Axis y)
    {
        int best = -1;
        for (int i = 0; i < curve.Values.Length; i++)
        {
            if (Axis.Shows(curve.Values[i], y.Log) && (best < 0 || curve.Values[i] < curve.Values[best]))
                best = i;
        }
        SKPoint at = At(curve, best, plot, x, y);
        sheet.Disc(at.X, at.Y, 5, sheet.Palette.Paper);
        sheet.Disc(at.X, at.Y, 3.5f, curve.Colour);
    }

    private static SKPoint At(Curve curve, int index, SKRect plot, Axis x, Axis y) =>
        new(plot.Left + (float)x.Place(curve.Epochs[index]) * plot.Width, plot.Bottom - (float)y.Place(curve.Values[index]) * plot.Height);
}
