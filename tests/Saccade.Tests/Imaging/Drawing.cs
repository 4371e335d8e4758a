using SkiaSharp;

namespace Saccade.Tests.Imaging;

/// <summary>Small pictures drawn by code, as the bytes of files.</summary>
internal static class Drawing
{
    /// <summary>A picture whose pixels are what <paramref name="colour"/> says at (x, y).</summary>
    public static byte[] Encode(
        int width, int height, Func<int, int, SKColor> colour, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, colour(x, y));
            }
        }
        using SKData data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    /// <summary>A picture of one gray.</summary>
    public static byte[] Gray(int width, int height, byte gray, SKEncodedImageFormat format = SKEncodedImageFormat.Png) =>
        Encode(width, height, (_, _) => new(gray, gray, gray), format);
}
