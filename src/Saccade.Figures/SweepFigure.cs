using System.Globalization;
using Saccade.Figures.Curves;
using Saccade.Figures.Drawing;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Figures;

/// <summary>Errors against options, a panel for each: the mean over seeds at every value, with one standard deviation up and down.</summary>
public static class SweepFigure
{
    private const float Margin = 28, PanelWidth = 390, PanelHeight = 310, Gap = 40, Head = 44, AxisRoom = 46, TitleSize = 14, TickSize = 12;
    private const int MostSweeps = 6, PerRow = 3;

    /// <summary>Draws the figure; all panels have the same axis of errors, logarithmic where they differ more than tenfold.</summary>
    /// <param name="sweeps">1 to 6 sweeps.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same sweeps and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no sweeps or too many.</exception>
    /// <exception cref="SaccadeException">A sweep has no points, values out of order, or something that is no error.</exception>
    public static byte[] Render(IReadOnlyList<Sweep> sweeps, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sweeps);
        if (sweeps.Count is < 1 or > MostSweeps)
            throw new OptionException($"A figure was asked for of {sweeps.Count} sweeps; it may show 1 to {MostSweeps}.");
        foreach (Sweep sweep in sweeps)
        {
            sweep.Check();
        }

        int perRow = Math.Min(PerRow, sweeps.Count), rows = (sweeps.Count + perRow - 1) / perRow;
        Axis errors = Errors([.. sweeps.SelectMany(sweep => sweep.Points)]);
        using Sheet sheet = new(2 * Margin + perRow * (PanelWidth + Gap) - Gap, 2 * Margin + Head + rows * (PanelHeight + Gap) - Gap, options ?? new());
        sheet.Text("Test error, %", Margin, Margin + 16, 21, sheet.Palette.Ink);
        for (int i = 0; i < sweeps.Count; i++)
        {
            float left = Margin + i % perRow * (PanelWidth + Gap), top = Margin + Head + i / perRow * (PanelHeight + Gap);
            Panel(sheet, sweeps[i], errors, SKRect.Create(left, top, PanelWidth, PanelHeight));
        }
        return sheet.ToFile();
    }

    private static Axis Errors(SweepPoint[] points)
    {
        double least = points.Min(p => p.Error), most = points.Max(p => p.Error + (p.Deviation ?? 0));
        return least > 0 && most > 10 * least
            ? Axis.Logarithmic(points.Select(p => p.Error - (p.Deviation ?? 0)).Where(low => low > least / 2).Append(least).Min(), most)
            : Axis.Linear(0, Math.Max(most, 1e-3));
    }

    private static void Panel(Sheet sheet, Sweep sweep, Axis errors, SKRect area)
    {
        sheet.Text(Lettering.Fit(sweep.Title, TitleSize, area.Width), area.Left, area.Top + 14, TitleSize, sheet.Palette.Ink, bold: true);
        SKRect plot = new(area.Left + AxisRoom, area.Top + 40, area.Right - 14, area.Bottom - 26);
        foreach (double tick in errors.Ticks)
        {
            float at = Y(tick);
            sheet.Line(plot.Left, at, area.Right, at, sheet.Palette.Faint, 1);
            sheet.Text(Axis.Label(tick), plot.Left - 8, at + Lettering.CapHeight(TickSize) / 2, TickSize, sheet.Palette.Muted, Align.Right);
        }

        SKColor colour = sheet.Palette.Series[0];
        double first = sweep.Points[0].Value, last = sweep.Points[^1].Value;
        SKPoint[] places = [.. sweep.Points.Select(p => new SKPoint(X(p.Value), Y(p.Error)))];
        for (int i = 1; i < places.Length; i++)
        {
            sheet.Line(places[i - 1].X, places[i - 1].Y, places[i].X, places[i].Y, colour, 2);
        }
        for (int i = 0; i < places.Length; i++)
        {
            (SweepPoint point, SKPoint place) = (sweep.Points[i], places[i]);
            if (point.Deviation is double deviation)
                sheet.Line(place.X, Y(point.Error - deviation), place.X, Y(point.Error + deviation), colour, 2);
            sheet.Disc(place.X, place.Y, 4, colour);
            sheet.Text(point.Value.ToString("0.####", CultureInfo.InvariantCulture), place.X, plot.Bottom + 19, TickSize, sheet.Palette.Muted, Align.Centre);
            // Above the point and beside a line that falls to it; below it where both do, unless the axis is too near.
            bool left = i > 0 && places[i - 1].Y < place.Y, right = i + 1 < places.Length && places[i + 1].Y < place.Y;
            float above = Y(point.Error + (point.Deviation ?? 0)) - 9, below = Y(point.Error - (point.Deviation ?? 0)) + 9 + Lettering.CapHeight(TickSize);
            Align align = left == right ? Align.Centre : left ? Align.Left : Align.Right;
            sheet.Text(
                point.Error.ToString("0.00", CultureInfo.InvariantCulture), place.X, left && right && below < plot.Bottom ? below : above, TickSize, sheet.Palette.Ink, align);
        }

        float X(double value) => first == last
            ? plot.MidX
            : plot.Left + 12 + (float)((value - first) / (last - first)) * (plot.Width - 24);

        // What lies below the axis, such as the lower end of a deviation, ends at its edge.
        float Y(double error) => plot.Bottom - (float)(error <= errors.Least ? 0 : Math.Min(1, errors.Place(error))) * plot.Height;
    }
}
