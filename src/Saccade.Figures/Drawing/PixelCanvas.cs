namespace Saccade.Figures.Drawing;

/// <summary>A canvas of pixels, drawn by Skia; its file is a PNG.</summary>
internal sealed class PixelCanvas : Canvas
{
    // This filter compresses figures as well as the best filter of each row, in a third of the time.
    private static readonly SKPngEncoderOptions s_png = new(SKPngEncoderFilterFlags.Up, 6);

    private readonly SKSurface _surface;
    private readonly SKCanvas _canvas;
    private readonly SKPaint _fill = new() { Style = SKPaintStyle.Fill, IsAntialias = true };
    private readonly SKPaint _pen =
        new() { Style = SKPaintStyle.Stroke, IsAntialias = true, StrokeCap = SKStrokeCap.Round, StrokeJoin = SKStrokeJoin.Round };

    /// <exception cref="SaccadeException">Skia cannot allocate the pixels.</exception>
    public PixelCanvas(float width, float height, FigureOptions options)
        : base(width, height, options.Theme)
    {
        SKImageInfo info = new(Width * options.Scale, Height * options.Scale, SKColorType.Rgba8888, SKAlphaType.Premul);
        _surface = SKSurface.Create(info)
            ?? throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: "figure", Value: $"{info.Width}×{info.Height}", Detail: "there is no memory for its pixels",
                Remedy: "draw fewer or smaller images"));
        _canvas = _surface.Canvas;
        _canvas.Clear(Palette.Paper.Colour);
        _canvas.Scale(options.Scale);
    }

    public override void Fill(SKRect area, Paint paint, float radius = 0) => _canvas.DrawRoundRect(area, radius, radius, Brush(paint));

    public override void Outline(SKRect area, Paint paint, float width) => _canvas.DrawRect(area, Pen(paint, width));

    public override void Disc(float x, float y, float radius, Paint paint) => _canvas.DrawCircle(x, y, radius, Brush(paint));

    public override void Polyline(IReadOnlyList<SKPoint> points, Paint paint, float width, float[]? dash = null)
    {
        using SKPathBuilder builder = new();
        builder.AddPoly([.. points], close: false);
        using SKPath path = builder.Detach();
        using SKPathEffect? effect = dash is null ? null : SKPathEffect.CreateDash(dash, 0);
        _pen.PathEffect = effect;
        _canvas.DrawPath(path, Pen(paint, width));
        _pen.PathEffect = null;
    }

    public override void Area(IReadOnlyList<SKPoint> points, Paint paint)
    {
        using SKPathBuilder builder = new();
        builder.AddPoly([.. points], close: true);
        using SKPath path = builder.Detach();
        _canvas.DrawPath(path, Brush(paint));
    }

    public override void BlendedLine(SKPoint from, SKPoint to, SKColor first, SKColor last, float width)
    {
        using SKShader blend = SKShader.CreateLinearGradient(from, to, [first, last], SKShaderTileMode.Clamp);
        _pen.Shader = blend;
        _canvas.DrawLine(from, to, Pen(SKColors.Black, width));
        _pen.Shader = null;
    }

    public override void Image(SKImage image, SKRect area)
    {
        bool enlarged = area.Width * _canvas.TotalMatrix.ScaleX >= image.Width;
        SKSamplingOptions sampling = enlarged ? new(SKFilterMode.Nearest) : new(SKFilterMode.Linear, SKMipmapMode.Linear);
        _canvas.DrawImage(image, area, sampling);
    }

    public override void BeginClip(SKRect area)
    {
        _canvas.Save();
        _canvas.ClipRect(area);
    }

    public override void EndClip() => _canvas.Restore();

    public override byte[] ToFile()
    {
        using SKImage image = Snapshot();
        using SKPixmap pixels = image.PeekPixels();
        using SKData data = pixels.Encode(s_png)!;
        return data.ToArray();
    }

    /// <summary>A copy of the pixels. The caller disposes it.</summary>
    public SKImage Snapshot() => _surface.Snapshot();

    public override void Dispose()
    {
        _pen.Dispose();
        _fill.Dispose();
        _surface.Dispose();
    }

    protected override void Glyphs(string text, float left, float y, float size, Paint paint, Font font)
    {
        using SKPathBuilder builder = new();
        float scale = size / Font.UnitsPerEm;
        foreach ((ushort id, float x) in font.Glyphs(text).Placed)
        {
            SKMatrix place = SKMatrix.CreateScaleTranslation(scale, scale, left + x * scale, y);
            builder.AddPath(font.Outline(id), in place);
        }
        using SKPath line = builder.Detach();
        _canvas.DrawPath(line, Brush(paint));
    }

    private SKPaint Brush(Paint paint)
    {
        _fill.Color = paint.Colour;
        return _fill;
    }

    private SKPaint Pen(Paint paint, float width)
    {
        _pen.Color = paint.Colour;
        _pen.StrokeWidth = width;
        return _pen;
    }
}
