namespace Saccade.Figures;

/// <summary>Where a model looks: a heat map for each class and each step, and for all of them together.</summary>
public static class HeatMapFigure
{
    private const float Margin = 28, Head = 76, Tile = 72, Gap = 8, FirstGap = 22, ColumnHead = 30;
    private const float LeastLabel = 34, MostLabel = 130, LabelSize = 15, LabelGap = 10;
    private const float Key = 54, KeyWidth = 192, KeyGap = 16;
    private const string KeyNote = "of a map's glimpses in one cell";

    private const int MostClasses = 16, MostSteps = 12;

    // Below 1, so that what is rare shows beside what is frequent.
    private const double Gamma = 0.4;

    // From nothing to most: near black, violet, pink, orange, pale yellow. Lightness rises all the way.
    private static readonly Oklab[] s_ramp =
        [new(0.15, 0.005, -0.02), new(0.38, 0.06, -0.14), new(0.57, 0.18, -0.06), new(0.75, 0.14, 0.09), new(0.95, -0.02, 0.11)];

    /// <summary>
    /// Draws the figure. All maps share one scale, smoothed over neighbouring cells; the first 16 classes are shown, and
    /// of more than 12 steps 12 evenly spaced ones.
    /// </summary>
    /// <param name="map">The counted glimpses; at least one.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <param name="names">The names of the classes; their numbers when null.</param>
    /// <returns>A PNG or SVG file; the same map and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The map holds no glimpse.</exception>
    public static byte[] Render(GazeMap map, FigureOptions? options = null, IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        long total = map.Counts(null, null).Sum(count => (long)count);
        if (total == 0)
            throw new SaccadeException(new(ErrorKind.Missing, Key: "glimpses", Detail: "a heat map needs one or more"));
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

        string note = string.Create(
            CultureInfo.InvariantCulture, $"{map.Counts(null, 0).Sum():N0} images; each square is the whole image, rows are classes");
        string[] rowNames = [.. rows.Select(row => row is int label
            ? Font.Bold.Fit(names?[label] ?? $"{label}", LabelSize, MostLabel - LabelGap)
            : "all")];
        float labelWidth = Math.Max(LeastLabel, rowNames.Max(name => Font.Bold.Width(name, LabelSize)) + LabelGap);
        float width = Math.Max(labelWidth + columns.Length * (Tile + Gap) - Gap + FirstGap, Font.Regular.Width(note, 14));
        width = Math.Max(width, labelWidth + KeyWidth + KeyGap + Font.Regular.Width(KeyNote, 13));
        using Canvas canvas = Canvas.Create(
            2 * Margin + width, 2 * Margin + Head + ColumnHead + rows.Length * (Tile + Gap) + FirstGap + Key, options ?? new());
        canvas.Text("Where the model looks", Margin, Margin + 16, 21, canvas.Palette.Ink);
        canvas.Text(note, Margin, Margin + 44, 14, canvas.Palette.Muted);
        for (int r = 0; r < rows.Length; r++)
        {
            float top = Margin + Head + ColumnHead + r * (Tile + Gap) + (r > 0 ? FirstGap : 0);
            float right = Margin + labelWidth - LabelGap;
            canvas.Text(rowNames[r], right, top + Tile / 2 + 5, LabelSize, canvas.Palette.Ink, Align.Right, bold: r > 0);
            for (int c = 0; c < columns.Length; c++)
            {
                float left = Margin + labelWidth + c * (Tile + Gap) + (c > 0 ? FirstGap : 0);
                if (r == 0)
                    ColumnName(canvas, columns[c], map.Glimpses, left + Tile / 2);
                byte[] colours = Colours([.. shares[(r, c)].Select(share => share / most)]);
                PixelDrawing.DrawFramed(canvas, colours, new(3, map.Side, map.Side), SKRect.Create(left, top, Tile, Tile));
            }
        }
        DrawKey(canvas, most, Margin + labelWidth, Margin + Head + ColumnHead + rows.Length * (Tile + Gap) + FirstGap + 14);
        return canvas.ToFile();
    }

    private static int[] Steps(int glimpses) => glimpses <= MostSteps
        ? [.. Enumerable.Range(0, glimpses)]
        : [.. Enumerable.Range(0, MostSteps).Select(i => (int)Math.Round((double)i * (glimpses - 1) / (MostSteps - 1)))];

    private static void ColumnName(Canvas canvas, int? step, int glimpses, float middle)
    {
        if (step is int t)
            GlimpsePath.Disc(canvas, middle, Margin + Head + 11, GlimpsePath.HeadRadius, t, glimpses);
        else
            canvas.Text("all", middle, Margin + Head + 16, 15, canvas.Palette.Ink, Align.Centre);
    }

    /// <summary>The colours of shares of the most, as bytes [3, n].</summary>
    private static byte[] Colours(double[] shares)
    {
        byte[] colours = new byte[3 * shares.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            SKColor colour = Oklab.Between(s_ramp, Math.Clamp(Math.Pow(shares[i], Gamma), 0, 1));
            (colours[i], colours[shares.Length + i], colours[2 * shares.Length + i]) = (colour.Red, colour.Green, colour.Blue);
        }
        return colours;
    }

    private static void DrawKey(Canvas canvas, double most, float left, float top)
    {
        const int Shades = 64;
        const float Height = 12;
        byte[] ramp = Colours([.. Enumerable.Range(0, Shades).Select(i => (double)i / (Shades - 1))]);
        PixelDrawing.Draw(canvas, ramp, new(3, 1, Shades), SKRect.Create(left, top, KeyWidth, Height));
        canvas.Text("0", left, top + Height + 18, 13, canvas.Palette.Muted);
        canvas.Text(
            string.Create(CultureInfo.InvariantCulture, $"{100 * most:0.#}%"), left + KeyWidth, top + Height + 18, 13,
            canvas.Palette.Muted, Align.Right);
        canvas.Text(KeyNote, left + KeyWidth + KeyGap, top + 11, 13, canvas.Palette.Muted);
    }

    /// <summary>Shares of the whole, each cell smoothed with its neighbours by 1, 2, 1 both ways; nothing falls off the edge.</summary>
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
