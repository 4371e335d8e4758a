using Saccade.Data.Formats;
using Saccade.Images;
using SkiaSharp;

namespace Saccade.Experiments.Export;

/// <summary>Images to trace a model on.</summary>
/// <param name="Pixels">Pixels [N, C, H, W], 0 to 255.</param>
/// <param name="Labels">Their classes [N]; null where they are not known.</param>
/// <param name="Size">Channels, height and width of each.</param>
public sealed record TraceImages(ReadOnlyMemory<byte> Pixels, int[]? Labels, ImageSize Size)
{
    private const int MostSide = 4096;

    // DEFLATE spends at least two bits on a repetition, which makes at most 258 bytes.
    private const int MostUnpacking = 4 * 258;
    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>N, how many there are.</summary>
    public int Count => Pixels.Length / Size.Pixels;

    /// <summary>The first of them; nothing is copied but labels.</summary>
    public TraceImages First(int count) => this with { Pixels = Pixels[..checked(count * Size.Pixels)], Labels = Labels?[..count] };

    /// <summary>The first images of a recipe, as it composes them.</summary>
    /// <exception cref="OptionException">There are fewer, or they do not fit into memory.</exception>
    public static TraceImages Load(IImageSource images, int count)
    {
        ArgumentNullException.ThrowIfNull(images);
        ImageSet set = ImageSet.Read(images, count);
        byte[] pixels = new byte[set.Count * set.Size.Pixels];
        for (int i = 0; i < set.Count; i++)
        {
            set.Image(i).CopyTo(pixels.AsSpan(i * set.Size.Pixels));
        }
        return new(pixels, set.Labels.ToArray(), set.Size);
    }

    /// <summary>Reads an IDX file of images, or one image from a PNG file; the content decides.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelsPath">IDX file of the labels; null where they are not known.</param>
    /// <param name="channels">The number of channels of the model; a PNG becomes 1 (its luminance) or 3 (red, green, blue).</param>
    /// <exception cref="SaccadeException">A file cannot be used, does not fit the other, or has other channels than the model.</exception>
    public static TraceImages Read(string path, string? labelsPath, int channels)
    {
        ArgumentNullException.ThrowIfNull(path);
        IdxImages images = IsPng(path) ? ReadPng(path, channels) : IdxFile.ReadImages(path);
        if (images.Size.Channels != channels)
        {
            throw OtherChannels(path, images.Size.Channels, channels);
        }
        int[]? labels = labelsPath is null ? null : Array.ConvertAll(IdxFile.ReadLabels(labelsPath), label => (int)label);
        if (labels is not null && labels.Length != images.Count)
        {
            throw IdxFile.CountsDiffer(path, images.Count, labelsPath!, labels.Length);
        }
        return new(images.Pixels, labels, images.Size);
    }

    private static bool IsPng(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }
        byte[] start = new byte[s_png.Length];
        int read = InputFile.Read(path, file => file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        // An error about IDX alone would hide that a picture may be given.
        if (read > 0 && start[0] != 0 && !start.AsSpan(0, 2).SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B]) && !start.SequenceEqual(s_png))
        {
            throw new SaccadeException(new(ErrorKind.NotAllowed, path, "it is neither an IDX file nor a PNG picture", "give one of these"));
        }
        return start.SequenceEqual(s_png);
    }

    private static IdxImages ReadPng(string path, int channels)
    {
        if (channels is not (1 or 3))
        {
            throw OtherChannels(path, "1 or 3 of a PNG picture", channels, "give an IDX file");
        }
        using SKCodec codec = SKCodec.Create(path) ?? throw Damaged(path);
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        // The size is known before anything of the picture is unpacked.
        if (width > MostSide || height > MostSide)
        {
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, path, Key: "size", Value: $"{width}×{height} pixels", Allowed: $"up to {MostSide} pixels a side"));
        }
        // No PNG file packs a row of pixels, at least a bit each, to less than this: what claims more is not whole.
        if ((long)width * height / 8 > new FileInfo(path).Length * MostUnpacking)
        {
            throw Damaged(path);
        }
        SKImageInfo info = new(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        if (codec.GetPixels(info, out byte[] rgba) != SKCodecResult.Success)
        {
            throw Damaged(path);
        }
        int plane = width * height;
        byte[] pixels = new byte[channels * plane];
        for (int i = 0; i < plane; i++)
        {
            // Multiplied by its opacity, a pixel lies on black, as digits do.
            (int red, int green, int blue) = (rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]);
            if (channels == 1)
            {
                // The luminance of ITU-R BT.601; its weights sum to 1000.
                pixels[i] = (byte)((299 * red + 587 * green + 114 * blue + 500) / 1000);
            }
            else
            {
                (pixels[i], pixels[plane + i], pixels[2 * plane + i]) = ((byte)red, (byte)green, (byte)blue);
            }
        }
        return new(pixels, 1, new(channels, height, width));
    }

    private static SaccadeException OtherChannels(string path, object value, int channels, string? remedy = null) =>
        new(new(ErrorKind.Mismatch, path, "the model takes that many", remedy, "number of channels", value, $"{channels}"));

    private static SaccadeException Damaged(string path) =>
        new(new(ErrorKind.Damaged, path, "the PNG file is damaged or truncated", "make it again"));
}
