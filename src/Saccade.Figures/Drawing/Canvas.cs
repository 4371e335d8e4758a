namespace Saccade.Figures.Drawing;

/// <summary>The drawing area of one figure, measured in layout pixels, with the shapes that figures consist of.</summary>
internal abstract class Canvas : IDisposable
{
    protected Canvas(float width, float height, FigureTheme theme) =>
        (Width, Height, Palette) = ((int)MathF.Ceiling(width), (int)MathF.Ceiling(height), Palette.Of(theme));

    public int Width { get; }

    public int Height { get; }

    public Palette Palette { get; }

    /// <summary>Creates a canvas filled with the theme's paper. The caller disposes it.</summary>
    public static Canvas Create(float width, float height, FigureOptions options) => options.Format == FigureFormat.Svg
        ? new SvgCanvas(width, height, options)
        : new PixelCanvas(width, height, options);

    public abstract void Fill(SKRect area, Paint paint, float radius = 0);

    public abstract void Outline(SKRect area, Paint paint, float width);

    public abstract void Disc(float x, float y, float radius, Paint paint);

    /// <summary>A line through at least two points with round ends and joins; dashed where lengths of dash and gap are given.</summary>
    public abstract void Polyline(IReadOnlyList<SKPoint> points, Paint paint, float width, float[]? dash = null);

    /// <summary>A filled area within at least three points.</summary>
    public abstract void Area(IReadOnlyList<SKPoint> points, Paint paint);

    /// <summary>A straight line whose colour blends from one end to the other.</summary>
    public abstract void BlendedLine(SKPoint from, SKPoint to, SKColor first, SKColor last, float width);

    /// <summary>Draws an image into an area: enlarged pixels as squares, a shrunk image smoothly.</summary>
    public abstract void Image(SKImage image, SKRect area);

    /// <summary>Everything drawn until <see cref="EndClip"/> is cut off at the area's edges.</summary>
    public abstract void BeginClip(SKRect area);

    public abstract void EndClip();

    /// <summary>The figure as the bytes of a file. Nothing can be drawn after it.</summary>
    public abstract byte[] ToFile();

    public abstract void Dispose();

    public void Line(float x0, float y0, float x1, float y1, Paint paint, float width, float[]? dash = null) =>
        Polyline([new(x0, y0), new(x1, y1)], paint, width, dash);

    /// <summary>Text with its base line at <paramref name="y"/>.</summary>
    public void Text(string text, float x, float y, float size, Paint paint, Align align = Align.Left, bool bold = false) =>
        Glyphs(text, Left(x, Font.Of(bold).Width(text, size), align), y, size, paint, Font.Of(bold));

    /// <summary>Text over a patch of paper, which covers lines behind it.</summary>
    public void TextOnPaper(string text, float x, float y, float size, Paint paint, Align align = Align.Left)
    {
        float width = Font.Regular.Width(text, size), height = Font.CapHeight(size);
        SKRect area = SKRect.Create(Left(x, width, align), y - height, width, height);
        area.Inflate(1, 3);
        Fill(area, Palette.Paper.WithAlpha(215), 3);
        Text(text, x, y, size, paint, align);
    }

    /// <summary>Text whose capitals are centred on <paramref name="middle"/> vertically.</summary>
    public void TextAt(string text, float x, float middle, float size, Paint paint, Align align = Align.Left, bool bold = false) =>
        Text(text, x, middle + Font.CapHeight(size) / 2, size, paint, align, bold);

    /// <summary>Parts of one line of text one after the other; returns where the last one ends.</summary>
    public float Text(IEnumerable<TextRun> runs, float x, float y, float size)
    {
        foreach (TextRun run in runs)
        {
            Text(run.Text, x, y, size, run.Paint, bold: run.Bold);
            x += run.Width(size);
        }
        return x;
    }

    /// <summary>A tick (right) or a cross (wrong) in a square of <paramref name="size"/> around a point.</summary>
    public void Mark(bool right, float x, float y, float size)
    {
        float h = size / 2, pen = size * 0.2f;
        Paint paint = Palette.Answer(right);
        if (right)
        {
            Polyline([new(x - h, y + 0.1f * h), new(x - 0.3f * h, y + 0.75f * h), new(x + h, y - 0.75f * h)], paint, pen);
            return;
        }
        h *= 0.75f;
        Line(x - h, y - h, x + h, y + h, paint, pen);
        Line(x + h, y - h, x - h, y + h, paint, pen);
    }

    protected abstract void Glyphs(string text, float left, float y, float size, Paint paint, Font font);

    private static float Left(float x, float width, Align align) =>
        align switch { Align.Left => x, Align.Centre => x - width / 2, _ => x - width };
}
