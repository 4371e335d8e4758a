using SkiaSharp;

namespace Saccade.Imaging.Decoding;

/// <summary>Turns pictures as their EXIF orientation says.</summary>
internal static class Orientation
{
    /// <summary>The picture as it is seen.</summary>
    public static Picture Turn(Picture stored, SKEncodedOrigin origin)
    {
        if (origin == SKEncodedOrigin.TopLeft)
        {
            return stored;
        }
        (int channels, int height, int width) = stored.Size;
        bool transposed = origin >= SKEncodedOrigin.LeftTop;
        ImageSize seen = transposed ? new(channels, width, height) : stored.Size;
        byte[] pixels = new byte[seen.Pixels];
        int plane = height * width;
        for (int i = 0; i < plane; i++)
        {
            (int x, int y) = Source(i % seen.Width, i / seen.Width, width - 1, height - 1, origin);
            for (int channel = 0; channel < channels; channel++)
            {
                pixels[channel * plane + i] = stored.Pixels[channel * plane + y * width + x];
            }
        }
        return new(seen, pixels);
    }

    /// <summary>Where the file stores the pixel that is seen at (x, y).</summary>
    /// <param name="x">The column as seen.</param>
    /// <param name="y">The row as seen.</param>
    /// <param name="right">The last column of the file.</param>
    /// <param name="bottom">The last row of the file.</param>
    /// <param name="origin">The sides on which the first row and the first column of the file are seen.</param>
    private static (int X, int Y) Source(int x, int y, int right, int bottom, SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => (right - x, y),
        SKEncodedOrigin.BottomRight => (right - x, bottom - y),
        SKEncodedOrigin.BottomLeft => (x, bottom - y),
        SKEncodedOrigin.LeftTop => (y, x),
        SKEncodedOrigin.RightTop => (y, bottom - x),
        SKEncodedOrigin.RightBottom => (right - y, bottom - x),
        SKEncodedOrigin.LeftBottom => (right - y, x),
        _ => (x, y),
    };
}
