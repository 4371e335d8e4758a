namespace Saccade.Figures;

/// <summary>The confusion matrix: a row for each label, a column for each predicted class.</summary>
public static class ConfusionFigure
{
    private const float Margin = 28, Head = 96, LeastLabel = 56, MostLabel = 140, LabelGap = 10;
    private const float MostCell = 46, LeastCell = 6, Target = 460, Share = 70;
    private const float LeastName = 8;
    private const int MostNumbered = 26, MostClasses = 256;

    /// <summary>
    /// Draws the figure: shades are shares of a row, those of mistakes relative to the most frequent mistake, by square root; up
    /// to 26 classes are numbered. The last column is the share of the row that was classified correctly.
    /// </summary>
    /// <param name="counts">Counts [label][predicted class] of 1 to 256 classes, as an evaluation returns them.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <param name="names">The names of the classes; their numbers when null.</param>
    /// <returns>A PNG or SVG file; the same counts and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The counts are not a square, or one is negative.</exception>
    public static byte[] Render(
        IReadOnlyList<IReadOnlyList<int>> counts, FigureOptions? options = null, IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        int classes = counts.Count;
        if (classes is < 1 or > MostClasses || counts.Any(row => row.Count != classes || row.Any(count => count < 0)))
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: "counts", Value: classes, Allowed: "a square matrix of counts, 0 or more",
                Detail: $"a figure shows 1 to {MostClasses} classes"));
        bool numbered = classes <= MostNumbered;
        float cell = Math.Clamp(MathF.Floor(Target / classes), LeastCell, MostCell);
        float side = classes * cell;
        float longest = !numbered ? 0 : Enumerable.Range(0, classes).Max(label => Font.Bold.Width(NameOf(label, names), NameSize(cell)));
        float labelWidth = Math.Clamp(longest + LabelGap, LeastLabel, MostLabel);
        using Canvas canvas = Canvas.Create(
            2 * Margin + labelWidth + Math.Max(side, 260) + Share, 2 * Margin + Head + side, options ?? new());
        long[] totals = [.. counts.Select(row => row.Sum(count => (long)count))];
        long all = totals.Sum(), right = counts.Select((row, c) => (long)row[c]).Sum();
        canvas.Text("Confusion of classes", Margin, Margin + 16, 21, canvas.Palette.Ink);
        canvas.Text(
            string.Create(CultureInfo.InvariantCulture, $"{all - right:N0} of {all:N0} misclassified"), Margin, Margin + 44, 14,
            canvas.Palette.Muted);
        (float left, float top) = (Margin + labelWidth, Margin + Head);
        canvas.Text("predicted", left, top - (numbered ? 28 : 10), 13, canvas.Palette.Muted);
        canvas.Text("label", Margin, top + 14, 13, canvas.Palette.Muted);
        if (numbered)
            canvas.Text("right", left + side + Share - 10, top - 10, 13, canvas.Palette.Muted, Align.Right);
        double worst = counts.Select((row, label) =>
            row.Where((_, predicted) => predicted != label).DefaultIfEmpty().Max() / Math.Max(1.0, totals[label])).Max();
        if (!numbered)
            canvas.Fill(SKRect.Create(left, top, side, side), canvas.Palette.Faint.WithAlpha(110));
        for (int row = 0; row < classes; row++)
        {
            float y = top + row * cell;
            if (numbered)
                Names(canvas, counts[row][row], totals[row], row, names, left, top, y, cell, side);
            for (int column = 0; column < classes; column++)
            {
                Cell(
                    canvas, counts[row][column], totals[row], row == column, worst, SKRect.Create(left + column * cell, y, cell, cell),
                    numbered);
            }
        }
        return canvas.ToFile();
    }

    private static float NameSize(float cell) => Math.Min(15, cell * 0.6f);

    private static string NameOf(int label, IReadOnlyList<string>? names) => names?[label] ?? label.ToString(CultureInfo.InvariantCulture);

    private static void Names(
        Canvas canvas, int right, long total, int label, IReadOnlyList<string>? names, float left, float top, float y, float cell,
        float side)
    {
        float size = NameSize(cell), middle = y + cell / 2;
        string name = NameOf(label, names);
        canvas.TextAt(
            Font.Bold.Fit(name, size, MostLabel - LabelGap), left - LabelGap, middle, size, canvas.Palette.Ink, Align.Right, bold: true);
        // Above a column a long name becomes smaller, and then shorter.
        float above = Math.Max(LeastName, Math.Min(size, size * 0.96f * cell / Font.Bold.Width(name, size)));
        canvas.Text(
            Font.Bold.Fit(name, above, cell), left + (label + 0.5f) * cell, top - 9, above, canvas.Palette.Ink, Align.Centre, bold: true);
        string share = total == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * right / total:0.0}%");
        canvas.TextAt(share, left + side + Share - 10, middle, Math.Min(14, size), canvas.Palette.Muted, Align.Right);
    }

    private static void Cell(Canvas canvas, int count, long total, bool right, double worst, SKRect area, bool numbered)
    {
        double share = count / Math.Max(1.0, total);
        double strength = 0.6 * (right ? share : Math.Sqrt(share / Math.Max(worst, 1e-9)));
        SKRect inner = area;
        inner.Inflate(numbered ? -1 : 0, numbered ? -1 : 0);
        if (numbered)
            canvas.Fill(inner, canvas.Palette.Faint.WithAlpha(110), 3);
        if (count > 0)
            canvas.Fill(inner, canvas.Palette.Answer(right).WithAlpha((byte)Math.Max(26, Math.Round(255 * strength))), numbered ? 3 : 0);
        if (!numbered || (count == 0 && !right))
            return;
        string text = count.ToString(CultureInfo.InvariantCulture);
        float size = Math.Min(14, area.Width * 0.82f / Font.Of(right).Width(text, 1));
        canvas.TextAt(text, area.MidX, area.MidY, size, canvas.Palette.Ink, Align.Centre, right);
    }
}
