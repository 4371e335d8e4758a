using Saccade.Data;
using Saccade.IO;

namespace Saccade.Imaging.Decoding;

/// <summary>
/// Decodes pictures of the common formats to 8-bit pixels: turned as their EXIF orientation says, transparent pixels on a ground, the
/// shorter side scaled to a given length. Colour profiles are ignored, as PIL and torchvision do. Thread-safe.
/// </summary>
public static class PictureDecoder
{
    /// <summary>The most bytes of a file.</summary>
    public const int MostBytes = 1 << 29;

    // Of pictures above this one is decoded at a time, so that several threads need no more memory than one.
    private const int LargePixels = 16_000_000;

    private static readonly Lock s_large = new();

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, of up to <see cref="MostBytes"/> bytes.</param>
    /// <param name="options">What the picture becomes.</param>
    /// <exception cref="SaccadeException">The file cannot be read, is of another format or damaged, or the picture too large.</exception>
    public static Picture Read(string path, DecodingOptions options)
    {
        try
        {
            return Decode(InputFile.ReadBytes(path, MostBytes), options);
        }
        catch (SaccadeException e)
        {
            throw e.At(path);
        }
    }

    /// <summary>Decodes the content of a file; its first bytes decide on the format.</summary>
    /// <param name="content">The content.</param>
    /// <param name="options">What the picture becomes.</param>
    /// <exception cref="SaccadeException">It is of another format or damaged, or the picture too large; the error has no path.</exception>
    public static Picture Decode(byte[] content, DecodingOptions options)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        using IPictureFile file = Open(content, options);
        if ((long)file.Width * file.Height <= LargePixels)
        {
            return Finish(file.Unpack(options.ShortSide), options);
        }
        lock (s_large)
        {
            return Finish(file.Unpack(options.ShortSide), options);
        }
    }

    /// <summary>The width and height that a file states, as stored; its pixels are not decoded.</summary>
    /// <param name="content">The content.</param>
    /// <param name="options">The most pixels that it may have.</param>
    /// <exception cref="SaccadeException">It is of another format or damaged, or the picture too large; the error has no path.</exception>
    public static (int Width, int Height) Measure(byte[] content, DecodingOptions options)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        using IPictureFile file = Open(content, options);
        return (file.Width, file.Height);
    }

    private static IPictureFile Open(byte[] content, DecodingOptions options)
    {
        PictureFormat format = FormatOf(content);
        IPictureFile file = format.Name == "TIFF" ? TiffFile.Open(content, format) : new SkiaFile(content, format);
        try
        {
            // The size is known before anything of the picture is unpacked.
            RequireSize(file.Width, file.Height, options);
            RequireAspect(file.Width, file.Height, options);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void RequireSize(double width, double height, DecodingOptions options)
    {
        if (width < 1 || height < 1 || width * height > options.MostPixels)
        {
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: "size", Value: $"{width}×{height} pixels",
                Allowed: string.Create(CultureInfo.InvariantCulture, $"1 to {options.MostPixels:N0} pixels")));
        }
    }

    private static void RequireAspect(int width, int height, DecodingOptions options)
    {
        if (Math.Max(width, height) > (long)options.MostAspect * Math.Min(width, height))
        {
            throw new SaccadeException(new(
                ErrorKind.NotAllowed,
                Detail: string.Create(CultureInfo.InvariantCulture,
                    $"it is a strip of {width}×{height} pixels, one side more than {options.MostAspect} times as long as the other"),
                Remedy: "cut it into pieces"));
        }
    }

    private static PictureFormat FormatOf(byte[] content)
    {
        if (content.Length == 0)
        {
            throw new SaccadeException(new(ErrorKind.Damaged, Detail: "the file is empty"));
        }
        return PictureFormat.Of(content.AsSpan(0, Math.Min(content.Length, PictureFormat.MostBytes))) switch
        {
            null => throw new SaccadeException(new(
                ErrorKind.NotAllowed, Detail: "it is not a picture", Remedy: $"give {PictureFormat.ReadNames}")),
            { IsRead: false, Name: string name } => throw new SaccadeException(new(
                ErrorKind.NotAllowed, Detail: $"it is a {name} file, a format that is not read",
                Remedy: $"save it as {PictureFormat.ReadNames}")),
            PictureFormat format => format,
        };
    }

    private static Picture Finish(Raster raster, DecodingOptions options)
    {
        byte ground = options.Ground switch { PictureGround.White => 255, PictureGround.Gray => 128, _ => 0 };
        ImageSize stored = new(options.Channels, raster.Height, raster.Width);
        ImageSize size = options.ShortSide == 0 ? stored : Scaled(stored, options);
        byte[] pixels = Resampling.Scale(raster.Planes(options.Channels, ground), stored, size);
        return Orientation.Turn(new(size, pixels), raster.Origin);
    }

    private static ImageSize Scaled(ImageSize size, DecodingOptions options)
    {
        double scale = (double)options.ShortSide / Math.Min(size.Height, size.Width);
        (double height, double width) = (Math.Round(scale * size.Height), Math.Round(scale * size.Width));
        RequireSize(width, height, options);
        return size with { Height = (int)height, Width = (int)width };
    }
}
