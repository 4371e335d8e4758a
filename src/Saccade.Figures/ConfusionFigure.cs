using System.Globalization;
using Saccade.Figures.Drawing;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Figures;

/// <summary>Which class is taken for which: a row for what an image is, a column for what it was named.</summary>
public static class ConfusionFigure
{
    private const float Margin = 28, Head = 96, LabelWidth = 56, MostCell = 46, LeastCell = 6, Target = 460, Share = 70;
    private const int MostNumbered = 26, MostClasses = 256;

    /// <summary>
    /// Draws the figure: shades are shares of a row, those of mistakes beside the most frequent one, by their square root; up to
    /// 26 classes are numbered. The last column is the share of the row that was named rightly.
    /// </summary>
    /// <param name="counts">Counts [right class][named class] of 1 to 256 classes, as an evaluation gives them.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same counts and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The counts are no square, or one is negative.</exception>
    public static byte[] Render(IReadOnlyList<IReadOnlyList<int>> counts, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        int classes = counts.Count;
        if (classes is < 1 or > MostClasses || counts.Any(row => row.Count != classes || row.Any(count => count < 0)))
            throw new SaccadeException($"The confusion of {classes} classes is no square of counts; it must have as many rows as columns, 1 to {MostClasses}, and no negative number.");
        bool numbered = classes <= MostNumbered;
        float cell = Math.Clamp(MathF.Floor(Target / classes), LeastCell, MostCell);
        float side = classes * cell;
        using Sheet sheet = new(2 * Margin + LabelWidth + Math.Max(side, 260) + Share, 2 * Margin + Head + side, options ?? new());
        long all = counts.Sum(row => row.Sum(count => (long)count)), right = counts.Select((row, c) => (long)row[c]).Sum();
        sheet.Text("What it takes for what", Margin, Margin + 16, 21, sheet.Palette.Ink);
        sheet.Text(string.Create(CultureInfo.InvariantCulture, $"{all - right:N0} of {all:N0} named wrongly"), Margin, Margin + 44, 14, sheet.Palette.Muted);
        (float left, float top) = (Margin + LabelWidth, Margin + Head);
        sheet.Text("named", left, top - (numbered ? 28 : 10), 13, sheet.Palette.Muted);
        sheet.Text("is", Margin, top + 14, 13, sheet.Palette.Muted);
        if (numbered)
            sheet.Text("right", left + side + Share - 10, top - 10, 13, sheet.Palette.Muted, Align.Right);
        double worst = counts.Select((row, label) => row.Where((_, named) => named != label).DefaultIfEmpty().Max() / Math.Max(1, row.Sum(count => (double)count))).Max();
        if (!numbered)
            sheet.Fill(SKRect.Create(left, top, side, side), sheet.Palette.Faint.WithAlpha(110));
        for (int row = 0; row < classes; row++)
        {
            float y = top + row * cell;
            if (numbered)
                Names(sheet, counts[row], row, left, top, y, cell, side);
            for (int column = 0; column < classes; column++)
            {
                Cell(sheet, counts[row], row, column, worst, SKRect.Create(left + column * cell, y, cell, cell), numbered);
            }
        }
        return sheet.ToFile();
    }

    private static void Names(Sheet sheet, IReadOnlyList<int> row, int label, float left, float top, float y, float cell, float side)
    {
        float size = Math.Min(15, cell * 0.6f), textBase = y + cell / 2 + Lettering.CapHeight(size) / 2;
        string name = label.ToString(CultureInfo.InvariantCulture);
        sheet.Text(name, left - 10, textBase, size, sheet.Palette.Ink, Align.Right, bold: true);
        sheet.Text(name, left + (label + 0.5f) * cell, top - 9, size, sheet.Palette.Ink, Align.Centre, bold: true);
        long all = row.Sum(count => (long)count);
        string share = all == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * row[label] / all:0.0}%");
        sheet.Text(share, left + side + Share - 10, textBase, Math.Min(14, size), sheet.Palette.Muted, Align.Right);
    }

    private static void Cell(Sheet sheet, IReadOnlyList<int> row, int label, int named, double worst, SKRect area, bool numbered)
    {
        double share = row[named] / Math.Max(1, row.Sum(count => (double)count));
        bool right = label == named;
        SKColor colour = right ? sheet.Palette.Right : sheet.Palette.Wrong;
        byte shade = (byte)Math.Round(255 * 0.6 * (right ? share : Math.Sqrt(share / Math.Max(worst, 1e-9))));
        SKRect inner = area;
        inner.Inflate(numbered ? -1 : 0, numbered ? -1 : 0);
        if (numbered)
            sheet.Fill(inner, sheet.Palette.Faint.WithAlpha(110), 3);
        if (row[named] > 0)
            sheet.Fill(inner, colour.WithAlpha(Math.Max(shade, (byte)26)), numbered ? 3 : 0);
        if (!numbered || (row[named] == 0 && !right))
            return;
        string text = row[named].ToString(CultureInfo.InvariantCulture);
        float size = Math.Min(14, area.Width * 0.82f / Lettering.Width(text, 1));
        sheet.Text(text, area.MidX, area.MidY + Lettering.CapHeight(size) / 2, size, sheet.Palette.Ink, Align.Centre, right);
    }
}
