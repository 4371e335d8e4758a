using SkiaSharp;

namespace Saccade.Figures.Drawing;

/// <summary>A canvas of one figure in layout pixels, with the few things that figures are drawn of. Owns its Skia objects.</summary>
internal sealed class Sheet : IDisposable
{
    // Of the filters this one leaves as little as the best of them for each row, in a third of the time.
    private static readonly SKPngEncoderOptions s_png = new(SKPngEncoderFilterFlags.Up, 6);

    private readonly SKSurface? _surface;
    private readonly MemoryStream _svg = new();
    private readonly List<bool> _crispImages = [];
    private readonly (int Width, int Height) _size;
    private readonly SKPaint _fill = new() { Style = SKPaintStyle.Fill, IsAntialias = true };
    private readonly SKPaint _pen = new()
    {
        Style = SKPaintStyle.Stroke,
        IsAntialias = true,
        StrokeCap = SKStrokeCap.Round,
        StrokeJoin = SKStrokeJoin.Round,
    };

    public Sheet(float width, float height, FigureOptions options)
    {
        Palette = Palette.Of(options.Theme);
        _size = ((int)MathF.Ceiling(width), (int)MathF.Ceiling(height));
        if (options.Format == FigureFormat.Svg)
        {
            Canvas = SKSvgCanvas.Create(SKRect.Create(_size.Width, _size.Height), _svg);
            Fill(SKRect.Create(_size.Width, _size.Height), Palette.Paper);
            return;
        }
        SKImageInfo info = new(_size.Width * options.Scale, _size.Height * options.Scale, SKColorType.Rgba8888, SKAlphaType.Premul);
        _surface = SKSurface.Create(info)
            ?? throw new Runtime.SaccadeException($"A figure of {info.Width}×{info.Height} pixels could not be made; draw fewer or smaller images.");
        Canvas = _surface.Canvas;
        Canvas.Clear(Palette.Paper);
        Canvas.Scale(options.Scale);
    }

    /// <summary>Width in layout pixels.</summary>
    public float Width => _size.Width;

    public Palette Palette { get; }

    public SKCanvas Canvas { get; }

    public void Text(string text, float x, float y, float size, SKColor colour, Align align = Align.Left, bool bold = false)
    {
        float width = Lettering.Width(text, size);
        float left = align switch { Align.Left => x, Align.Centre => x - width / 2, _ => x - width };
        using SKPath strokes = Lettering.Strokes(text, left, y, size);
        Stroke(strokes, colour, Lettering.PenWidth(size, bold));
    }

    public void Fill(SKRect area, SKColor colour, float radius = 0)
    {
        _fill.Color = colour;
        Canvas.DrawRoundRect(area, radius, radius, _fill);
    }

    public void Outline(SKRect area, SKColor colour, float width)
    {
        _pen.Color = colour;
        _pen.StrokeWidth = width;
        Canvas.DrawRect(area, _pen);
    }

    public void Disc(float x, float y, float radius, SKColor colour)
    {
        _fill.Color = colour;
        Canvas.DrawCircle(x, y, radius, _fill);
    }

    public void Line(float x0, float y0, float x1, float y1, SKColor colour, float width)
    {
        _pen.Color = colour;
        _pen.StrokeWidth = width;
        Canvas.DrawLine(x0, y0, x1, y1, _pen);
    }

    /// <summary>A line whose colour goes over from one end's to the other's.</summary>
    public void Line(float x0, float y0, float x1, float y1, SKColor from, SKColor to, float width)
    {
        using SKShader blend = SKShader.CreateLinearGradient(new(x0, y0), new(x1, y1), [from, to], SKShaderTileMode.Clamp);
        _pen.Shader = blend;
        Line(x0, y0, x1, y1, SKColors.Black, width);
        _pen.Shader = null;
    }

    /// <summary>Strokes a path, dashed where lengths of dash and gap are given.</summary>
    public void Stroke(SKPath path, SKColor colour, float width, float[]? dash = null)
    {
        using SKPathEffect? effect = dash is null ? null : SKPathEffect.CreateDash(dash, 0);
        _pen.Color = colour;
        _pen.StrokeWidth = width;
        _pen.PathEffect = effect;
        Canvas.DrawPath(path, _pen);
        _pen.PathEffect = null;
    }

    /// <summary>A tick (right) or a cross (wrong) in a square of <paramref name="size"/> around a point.</summary>
    public void Mark(bool right, float x, float y, float size, SKColor colour)
    {
        float h = size / 2;
        using SKPath mark = new();
        if (right)
        {
            mark.MoveTo(x - h, y + 0.1f * h);
            mark.LineTo(x - 0.3f * h, y + 0.75f * h);
            mark.LineTo(x + h, y - 0.75f * h);
        }
        else
        {
            mark.MoveTo(x - 0.75f * h, y - 0.75f * h);
            mark.LineTo(x + 0.75f * h, y + 0.75f * h);
            mark.MoveTo(x + 0.75f * h, y - 0.75f * h);
            mark.LineTo(x - 0.75f * h, y + 0.75f * h);
        }
        Stroke(mark, colour, size * 0.2f);
    }

    /// <summary>Draws a picture into an area: its pixels as squares where they are enlarged, smoothly where they are shrunk.</summary>
    public void Image(SKImage image, SKRect area)
    {
        bool crisp = area.Width * Canvas.TotalMatrix.ScaleX >= image.Width;
        _crispImages.Add(crisp);
        SKSamplingOptions sampling = crisp ? new(SKFilterMode.Nearest) : new(SKFilterMode.Linear, SKMipmapMode.Linear);
        Canvas.DrawImage(image, area, sampling);
    }

    /// <summary>The figure as the bytes of a PNG or SVG file. Nothing can be drawn any more.</summary>
    public byte[] ToFile()
    {
        if (_surface is null)
        {
            // Skia writes the end of the file when the canvas goes.
            Canvas.Dispose();
            return SvgText.Finish(_svg.ToArray(), _size.Width, _size.Height, _crispImages);
        }
        using SKImage image = Snapshot();
        using SKPixmap pixels = image.PeekPixels();
        using SKData data = pixels.Encode(s_png)!;
        return data.ToArray();
    }

    /// <summary>The pixels of a figure that is no SVG.</summary>
    public SKImage Snapshot() => _surface!.Snapshot();

    public void Dispose()
    {
        _pen.Dispose();
        _fill.Dispose();
        if (_surface is null)
            Canvas.Dispose();
        _surface?.Dispose();
        _svg.Dispose();
    }
}
