using System.Globalization;
using Saccade.Figures.Drawing;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Figures;

/// <summary>Where a model looks: a heat map for each class and each step, and for all of them together.</summary>
public static class HeatMapFigure
{
    private const float Margin = 28, Head = 76, Tile = 72, Gap = 8, FirstGap = 22, LabelWidth = 34, ColumnHead = 30, Key = 54;
    /// <summary>Below 1, so that what is rare shows beside what is frequent.</summary>
    private const double Gamma = 0.4;
    private const int MostClasses = 16, MostSteps = 12;

    /// <summary>
    /// Draws the figure. All maps share one scale, smoothed over neighbouring cells; the first 16 classes are shown, and
    /// of more than 12 steps 12 evenly spaced ones.
    /// </summary>
    /// <param name="map">The counted glimpses; at least one.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same map and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The map holds no glimpse.</exception>
    public static byte[] Render(GazeMap map, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        long total = map.Counts(null, null).Sum(count => (long)count);
        if (total == 0)
            throw new SaccadeException("The map holds no glimpse; a heat map needs at least one.");
        int?[] rows = [null, .. Enumerable.Range(0, Math.Min(map.Classes, MostClasses)).Select(c => (int?)c)];
        int?[] columns = [null, .. Steps(map.Glimpses).Select(t => (int?)t)];
        Dictionary<(int, int), double[]> shares = [];
        for (int r = 0; r < rows.Length; r++)
        {
            for (int c = 0; c < columns.Length; c++)
            {
                shares[(r, c)] = Shares(map.Counts(rows[r], columns[c]), map.Side);
            }
        }
        double most = shares.Values.Max(share => share.Max());

        string note = string.Create(CultureInfo.InvariantCulture, $"{total / map.Glimpses:N0} images; each square is the whole image, rows are classes");
        float width = Math.Max(LabelWidth + columns.Length * (Tile + Gap) - Gap + FirstGap, Lettering.Width(note, 14));
        using Sheet sheet = new(2 * Margin + width, 2 * Margin + Head + ColumnHead + rows.Length * (Tile + Gap) + FirstGap + Key, options ?? new());
        sheet.Text("Where it looks", Margin, Margin + 16, 21, sheet.Palette.Ink);
        sheet.Text(note, Margin, Margin + 44, 14, sheet.Palette.Muted);
        for (int r = 0; r < rows.Length; r++)
        {
            float top = Margin + Head + ColumnHead + r * (Tile + Gap) + (r > 0 ? FirstGap : 0);
            sheet.Text(Name(rows[r]), Margin + LabelWidth - 10, top + Tile / 2 + 5, 15, sheet.Palette.Ink, Align.Right, bold: r > 0);
            for (int c = 0; c < columns.Length; c++)
            {
                float left = Margin + LabelWidth + c * (Tile + Gap) + (c > 0 ? FirstGap : 0);
                if (r == 0)
                    ColumnName(sheet, columns[c], map.Glimpses, left + Tile / 2);
                DrawMap(sheet, shares[(r, c)], map.Side, most, SKRect.Create(left, top, Tile, Tile));
            }
        }
        DrawKey(sheet, most, Margin + LabelWidth, Margin + Head + ColumnHead + rows.Length * (Tile + Gap) + FirstGap + 14);
        return sheet.ToFile();
    }

    private static int[] Steps(int glimpses) => glimpses <= MostSteps
        ? [.. Enumerable.Range(0, glimpses)]
        : [.. Enumerable.Range(0, MostSteps).Select(i => (int)Math.Round((double)i * (glimpses - 1) / (MostSteps - 1)))];

    private static string Name(int? label) => label is int c ? c.ToString(CultureInfo.InvariantCulture) : "all";

    private static void ColumnName(Sheet sheet, int? step, int glimpses, float middle)
    {
        if (step is int t)
            GlimpsePath.Disc(sheet, middle, Margin + Head + 11, 10.5f, t, glimpses);
        else
            sheet.Text("all", middle, Margin + Head + 16, 15, sheet.Palette.Ink, Align.Centre);
    }

    private static void DrawMap(Sheet sheet, double[] shares, int side, double most, SKRect area)
    {
        byte[] colours = new byte[3 * side * side];
        for (int i = 0; i < shares.Length; i++)
        {
            SKColor colour = HeatRamp.At(Math.Pow(shares[i] / most, Gamma));
            (colours[i], colours[side * side + i], colours[2 * side * side + i]) = (colour.Red, colour.Green, colour.Blue);
        }
        PixelImage.Draw(sheet, colours, 3, side, side, area);
        area.Inflate(0.5f, 0.5f);
        sheet.Outline(area, sheet.Palette.Muted.WithAlpha(120), 1);
    }

    private static void DrawKey(Sheet sheet, double most, float left, float top)
    {
        const int Shades = 64;
        const float Width = 192, Height = 12;
        byte[] ramp = new byte[3 * Shades];
        for (int i = 0; i < Shades; i++)
        {
            SKColor colour = HeatRamp.At(Math.Pow((double)i / (Shades - 1), Gamma));
            (ramp[i], ramp[Shades + i], ramp[2 * Shades + i]) = (colour.Red, colour.Green, colour.Blue);
        }
        PixelImage.Draw(sheet, ramp, 3, 1, Shades, SKRect.Create(left, top, Width, Height));
        sheet.Text("0", left, top + Height + 18, 13, sheet.Palette.Muted);
        sheet.Text(string.Create(CultureInfo.InvariantCulture, $"{100 * most:0.#}%"), left + Width, top + Height + 18, 13, sheet.Palette.Muted, Align.Right);
        sheet.Text("of a map's glimpses in one cell", left + Width + 16, top + 11, 13, sheet.Palette.Muted);
    }

    /// <summary>Shares of the whole, each cell smoothed with its neighbours by 1, 2, 1 both ways; what would fall off the edge stays.</summary>
    private static double[] Shares(int[] counts, int side)
    {
        double sum = Math.Max(1, counts.Sum(count => (double)count));
        double[] shares = [.. counts.Select(count => count / sum)];
        return Smooth(Smooth(shares, side, 1), side, side);
    }

    private static double[] Smooth(double[] values, int side, int stride)
    {
        double[] smooth = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int place = i / stride % side;
            double before = values[place > 0 ? i - stride : i], after = values[place < side - 1 ? i + stride : i];
            smooth[i] = (before + 2 * values[i] + after) / 4;
        }
        return smooth;
    }
}
