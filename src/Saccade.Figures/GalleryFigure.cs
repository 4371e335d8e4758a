namespace Saccade.Figures;

/// <summary>Many rollouts at a glance: a grid of frames with the path of glimpses, the answer below each, right or wrong.</summary>
public static class GalleryFigure
{
    private const float Margin = 28, Tile = 150, Gap = 18, Answer = 30, Head = 52;
    private const float AnswerSize = 17, MarkRoom = 20;
    private const int MostTraces = 400;

    /// <summary>Draws the figure.</summary>
    /// <param name="traces">The rollouts, 1 to 400, in the order in which they fill the rows; their images may differ in size.</param>
    /// <param name="columns">Images in a row, 1 to 40; chosen by their number when null.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same traces and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no traces or too many, or <paramref name="columns"/> is out of range.</exception>
    /// <exception cref="SaccadeException">The arrays of a trace do not fit together, or a value is NaN or outside its range.</exception>
    public static byte[] Render(IReadOnlyList<GlimpseTrace> traces, int? columns = null, FigureOptions? options = null)
    {
        Require(traces, columns);
        using Canvas canvas = Draw(traces, columns, options ?? new(), null);
        return canvas.ToFile();
    }

    internal static void Require(IReadOnlyList<GlimpseTrace> traces, int? columns)
    {
        ArgumentNullException.ThrowIfNull(traces);
        if (traces.Count is < 1 or > MostTraces)
            throw new OptionException(new(ErrorKind.OutOfRange, Key: "traces", Value: traces.Count, Allowed: $"1 to {MostTraces}"));
        if (columns is < 1 or > 40)
            throw new OptionException(new(ErrorKind.OutOfRange, Key: "columns", Value: columns, Allowed: "1 to 40"));
        foreach (GlimpseTrace trace in traces)
        {
            TraceCheck.Require(trace);
        }
    }

    /// <summary>The grid after <paramref name="shown"/> glimpses of each rollout, or after all. The caller disposes it.</summary>
    internal static Canvas Draw(IReadOnlyList<GlimpseTrace> traces, int? columns, FigureOptions options, int? shown)
    {
        int perRow = Math.Min(traces.Count, columns ?? Columns(traces.Count));
        int rows = (traces.Count + perRow - 1) / perRow;
        float tileHeight = traces.Max(t => t.Size.Height * PixelDrawing.Zoom(t.Size, Tile, options.Scale));
        float cell = CellWidth(traces);
        float width = Math.Max(perRow * (cell + Gap) - Gap, Font.Regular.Width(Heading(traces, traces.Max(t => t.Glimpses)), 21));
        Canvas canvas = Canvas.Create(width + 2 * Margin, 2 * Margin + Head + rows * (tileHeight + Answer + Gap) - Gap, options);
        canvas.Text(Heading(traces, shown), Margin, Margin + 16, 21, canvas.Palette.Ink);
        for (int i = 0; i < traces.Count; i++)
        {
            float left = Margin + i % perRow * (cell + Gap);
            float top = Margin + Head + i / perRow * (tileHeight + Answer + Gap);
            DrawTile(canvas, traces[i], left, top, cell, tileHeight, options.Scale, shown);
        }
        return canvas;
    }

    /// <summary>About three columns for two rows, and of these the number that leaves the fewest places empty.</summary>
    private static int Columns(int count)
    {
        int near = Math.Clamp((int)Math.Ceiling(Math.Sqrt(1.5 * count)), 1, 11);
        return Enumerable.Range(near, 2).MinBy(columns => (columns - count % columns) % columns);
    }

    private static string Heading(IReadOnlyList<GlimpseTrace> traces, int? shown)
    {
        int right = traces.Count(t => t.Verdict(Shown(t, shown)).IsRight);
        string images = traces.Count == 1 ? "image" : "images";
        string after = shown is int n ? $" after glimpse {n} of {traces.Max(t => t.Glimpses)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{right} of {traces.Count} {images} right{after}");
    }

    private static int Shown(GlimpseTrace trace, int? shown) => Math.Min(trace.Glimpses, shown ?? trace.Glimpses);

    /// <summary>The width of a tile, or of the widest answer after any glimpse below it, up to twice that of a tile.</summary>
    private static float CellWidth(IReadOnlyList<GlimpseTrace> traces) => Math.Clamp(
        traces.Max(trace => Enumerable.Range(1, trace.Glimpses).Max(shown => AnswerWidth(trace.Verdict(shown).Text, AnswerSize))),
        Tile, 2 * Tile);

    private static float AnswerWidth(string text, float size) => Font.Bold.Width(text, size) + MarkRoom;

    private static void DrawTile(
        Canvas canvas, GlimpseTrace trace, float left, float top, float cell, float tileHeight, int scale, int? shown)
    {
        float zoom = PixelDrawing.Zoom(trace.Size, Tile, scale);
        // On a whole pixel, so that the frame's edges stay crisp.
        float x = MathF.Round(left + (cell - trace.Size.Width * zoom) / 2);
        float y = MathF.Round(top + (tileHeight - trace.Size.Height * zoom) / 2);
        GlimpsePath.Draw(canvas, trace, x, y, zoom, radius: 4.5f, outerScales: false, Shown(trace, shown));

        (string text, bool right) = trace.Verdict(Shown(trace, shown));
        float size = Font.Bold.SizeFor(text, AnswerSize, least: 0, cell - MarkRoom);
        float middle = left + cell / 2, width = AnswerWidth(text, size), centre = top + tileHeight + 18;
        canvas.TextAt(text, middle - width / 2, centre, size, canvas.Palette.Answer(right), bold: true);
        canvas.Mark(right, middle + width / 2 - 6, centre, 13);
    }
}
