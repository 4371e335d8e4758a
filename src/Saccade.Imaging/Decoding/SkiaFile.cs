using SkiaSharp;

namespace Saccade.Imaging.Decoding;

/// <summary>A picture that Skia reads: PNG, JPEG, WebP, GIF (the first frame) or BMP.</summary>
internal sealed class SkiaFile : IPictureFile
{
    // DEFLATE spends at least two bits on a repetition, which makes at most 258 bytes.
    private const int MostUnpacking = 4 * 258;

    // A JPEG is unpacked at a number of eighths of its size, from which at least half is then filtered away.
    private const int Eighths = 8;
    private const int Spare = 2;

    private readonly PictureFormat _format;
    private readonly SKData _data;
    private readonly SKCodec _codec;

    /// <summary>Opens a file.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="format">Its format.</param>
    /// <exception cref="SaccadeException">The file is damaged.</exception>
    public SkiaFile(ReadOnlySpan<byte> content, PictureFormat format)
    {
        (_format, _data) = (format, SKData.CreateCopy(content));
        if (SKCodec.Create(_data) is not SKCodec codec)
        {
            _data.Dispose();
            throw format.Damaged();
        }
        _codec = codec;
        // No PNG file packs a row of pixels, at least a bit each, to less than this: what claims more is not whole.
        if (codec.EncodedFormat == SKEncodedImageFormat.Png && (long)Width * Height / 8 > (long)content.Length * MostUnpacking)
        {
            Dispose();
            throw format.Damaged();
        }
    }

    /// <inheritdoc/>
    public int Width => _codec.Info.Width;

    /// <inheritdoc/>
    public int Height => _codec.Info.Height;

    /// <inheritdoc/>
    public Raster Unpack(int shortSide)
    {
        SKSizeI size = _codec.EncodedFormat == SKEncodedImageFormat.Jpeg && shortSide > 0 ? Reduced(Spare * shortSide) : _codec.Info.Size;
        SKImageInfo info = new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        return _codec.GetPixels(info, out byte[] rgba) == SKCodecResult.Success
            ? new(size.Width, size.Height, rgba, _codec.EncodedOrigin)
            : throw _format.Damaged();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _codec.Dispose();
        _data.Dispose();
    }

    /// <summary>The smallest size at which the file can be unpacked and whose shorter side is long enough.</summary>
    private SKSizeI Reduced(int shortSide)
    {
        for (int eighths = 1; eighths < Eighths; eighths++)
        {
            SKSizeI size = _codec.GetScaledDimensions((float)eighths / Eighths);
            if (Math.Min(size.Width, size.Height) >= shortSide)
            {
                return size;
            }
        }
        return _codec.Info.Size;
    }
}
