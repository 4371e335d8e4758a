using Saccade.Data.Formats;
using Saccade.Images;
using SkiaSharp;

namespace Saccade.Experiments.Export;

/// <summary>Reads one image from a file of a common picture format.</summary>
internal static class PictureFile
{
    private const int MostSide = 4096;

    // DEFLATE spends at least two bits on a repetition, which makes at most 258 bytes.
    private const int MostUnpacking = 4 * 258;

    /// <summary>The format of a file; null where it may be an IDX file, or is missing.</summary>
    /// <exception cref="SaccadeException">It is neither a picture that can be read nor an IDX file.</exception>
    public static PictureFormat? FormatOf(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        byte[] start = new byte[PictureFormat.MostBytes];
        int read = InputFile.Read(path, file => file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        PictureFormat? format = PictureFormat.Of(start.AsSpan(0, read));
        if (format is { IsRead: false })
        {
            throw NotAllowed(path, $"it is a {format.Name} file, a format that is not read", $"save it as {PictureFormat.ReadNames}");
        }
        // An error about IDX alone would hide that a picture may be given.
        bool isIdx = read == 0 || start[0] == 0 || start.AsSpan(0, 2).SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        string remedy = $"give an IDX file, or a picture as {PictureFormat.ReadNames}";
        return format is not null || isIdx ? format : throw NotAllowed(path, "it is neither an IDX file nor a picture", remedy);
    }

    /// <summary>Reads a picture, turned as its EXIF orientation says; what is transparent lies on black.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="channels">1 for the luminance, 3 for red, green and blue.</param>
    /// <exception cref="SaccadeException">The file is damaged, too large, or an animation.</exception>
    public static IdxImages Read(string path, PictureFormat format, int channels)
    {
        using SKCodec codec = SKCodec.Create(path) ?? throw Damaged(path, format);
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        // The size is known before anything of the picture is unpacked.
        if (width > MostSide || height > MostSide)
        {
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, path, Key: "size", Value: $"{width}×{height} pixels", Allowed: $"up to {MostSide} pixels a side"));
        }
        // No PNG file packs a row of pixels, at least a bit each, to less than this: what claims more is not whole.
        if (codec.EncodedFormat == SKEncodedImageFormat.Png && (long)width * height / 8 > new FileInfo(path).Length * MostUnpacking)
        {
            throw Damaged(path, format);
        }
        if (codec.FrameCount > 1)
        {
            throw NotAllowed(path, $"it is an animation of {codec.FrameCount} frames", "save the frame to look at as a picture");
        }
        // Multiplied by its opacity, a pixel lies on black, as digits do.
        SKImageInfo info = new(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        if (codec.GetPixels(info, out byte[] rgba) != SKCodecResult.Success)
        {
            throw Damaged(path, format);
        }
        bool transposed = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        ImageSize size = transposed ? new(channels, width, height) : new(channels, height, width);
        int plane = width * height;
        byte[] pixels = new byte[channels * plane];
        for (int i = 0; i < plane; i++)
        {
            (int x, int y) = Source(i % size.Width, i / size.Width, width - 1, height - 1, codec.EncodedOrigin);
            ReadOnlySpan<byte> colour = rgba.AsSpan(4 * (y * width + x), 3);
            if (channels == 1)
            {
                // The luminance of ITU-R BT.601; its weights sum to 1000.
                pixels[i] = (byte)((299 * colour[0] + 587 * colour[1] + 114 * colour[2] + 500) / 1000);
            }
            else
            {
                (pixels[i], pixels[plane + i], pixels[2 * plane + i]) = (colour[0], colour[1], colour[2]);
            }
        }
        return new(pixels, 1, size);
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

    private static SaccadeException NotAllowed(string path, string detail, string remedy) =>
        new(new(ErrorKind.NotAllowed, path, detail, remedy));

    private static SaccadeException Damaged(string path, PictureFormat format) =>
        new(new(ErrorKind.Damaged, path, $"the {format.Name} file is damaged or truncated", "make it again"));
}
