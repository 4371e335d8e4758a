using Saccade.Images;

namespace Saccade.Figures.Drawing;

/// <summary>Images of few pixels, drawn large and crisp.</summary>
internal static class PixelDrawing
{
    /// <summary>
    /// Layout pixels for each image pixel, so that the longer side measures about <paramref name="target"/> and each
    /// image pixel covers a whole number of the PNG's pixels; below one such pixel the image is shrunk smoothly.
    /// </summary>
    public static float Zoom(ImageSize size, float target, int scale)
    {
        float exact = target * scale / Math.Max(size.Width, size.Height);
        return (exact >= 1 ? MathF.Floor(exact) : exact) / scale;
    }

    /// <summary>Draws bytes [C, H, W] into an area: three channels as red, green and blue, any other number as their mean.</summary>
    public static void Draw(Canvas canvas, ReadOnlySpan<byte> pixels, ImageSize size, SKRect area)
    {
        using SKImage image = Create(pixels, size);
        canvas.Image(image, area);
    }

    /// <summary>Draws bytes [C, H, W] into an area with a border around it.</summary>
    public static void DrawFramed(
        Canvas canvas, ReadOnlySpan<byte> pixels, ImageSize size, SKRect area, Paint? border = null, float width = 1)
    {
        Draw(canvas, pixels, size, area);
        Frame(canvas, area, border ?? canvas.Palette.Border, width);
    }

    /// <summary>Draws a border around an area.</summary>
    public static void Frame(Canvas canvas, SKRect area, Paint border, float width = 1)
    {
        area.Inflate(0.5f, 0.5f);
        canvas.Outline(area, border, width);
    }

    /// <summary>Creates an image of bytes [C, H, W], pixel for pixel. The caller disposes it.</summary>
    public static SKImage Create(ReadOnlySpan<byte> pixels, ImageSize size)
    {
        int plane = size.Height * size.Width;
        byte[] rgba = new byte[plane * 4];
        for (int i = 0; i < plane; i++)
        {
            Span<byte> pixel = rgba.AsSpan(4 * i, 4);
            if (size.Channels == 3)
            {
                (pixel[0], pixel[1], pixel[2]) = (pixels[i], pixels[plane + i], pixels[2 * plane + i]);
            }
            else
            {
                int sum = 0;
                for (int c = 0; c < size.Channels; c++)
                {
                    sum += pixels[c * plane + i];
                }
                pixel[..3].Fill((byte)(sum / size.Channels));
            }
            pixel[3] = byte.MaxValue;
        }
        return SKImage.FromPixelCopy(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
    }

    /// <summary>An image as an address that holds the whole PNG file.</summary>
    public static string Address(SKImage image)
    {
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        return "data:image/png;base64," + Convert.ToBase64String(png.AsSpan());
    }

    /// <summary>Values 0 to 1 as bytes; values outside are clamped.</summary>
    public static byte[] Bytes(float[] values) => Array.ConvertAll(values, Byte);

    public static byte Byte(float value) => (byte)MathF.Round(255 * Math.Clamp(value, 0, 1));
}
