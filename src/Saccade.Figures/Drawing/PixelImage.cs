using SkiaSharp;

namespace Saccade.Figures.Drawing;

/// <summary>Draws images of few pixels large and crisp.</summary>
internal static class PixelImage
{
    /// <summary>
    /// Layout pixels for each image pixel, so that the longer side measures about <paramref name="target"/> and each
    /// image pixel covers a whole number of the PNG's pixels; below one such pixel the image is shrunk smoothly.
    /// </summary>
    public static float Zoom(int width, int height, float target, int scale)
    {
        float exact = target * scale / Math.Max(width, height);
        return (exact >= 1 ? MathF.Floor(exact) : exact) / scale;
    }

    /// <summary>Draws bytes [C, H, W]: three channels as red, green and blue, any other number as their mean.</summary>
    public static void Draw(Sheet sheet, ReadOnlySpan<byte> pixels, int channels, int height, int width, SKRect area)
    {
        using SKImage image = Make(pixels, channels, height, width);
        sheet.Image(image, area);
    }

    /// <summary>Makes a picture of bytes [C, H, W], pixel for pixel. The caller disposes it.</summary>
    public static SKImage Make(ReadOnlySpan<byte> pixels, int channels, int height, int width)
    {
        int plane = height * width;
        byte[] rgba = new byte[plane * 4];
        for (int i = 0; i < plane; i++)
        {
            Span<byte> pixel = rgba.AsSpan(4 * i, 4);
            if (channels == 3)
            {
                (pixel[0], pixel[1], pixel[2]) = (pixels[i], pixels[plane + i], pixels[2 * plane + i]);
            }
            else
            {
                int sum = 0;
                for (int c = 0; c < channels; c++)
                {
                    sum += pixels[c * plane + i];
                }
                pixel[..3].Fill((byte)(sum / channels));
            }
            pixel[3] = 255;
        }
        SKImageInfo info = new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        return SKImage.FromPixelCopy(info, rgba);
    }

    /// <summary>Draws values 0 to 1 [C, G, G] as <see cref="Draw(Sheet, ReadOnlySpan{byte}, int, int, int, SKRect)"/> does.</summary>
    public static void Draw(Sheet sheet, ReadOnlySpan<float> values, int channels, int side, SKRect area)
    {
        byte[] bytes = new byte[values.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)MathF.Round(255 * Math.Clamp(values[i], 0, 1));
        }
        Draw(sheet, bytes, channels, side, side, area);
    }
}
