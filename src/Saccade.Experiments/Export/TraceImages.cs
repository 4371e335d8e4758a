using System.Numerics.Tensors;
using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Images;
using Saccade.Imaging.Decoding;

namespace Saccade.Experiments.Export;

/// <summary>Images to trace a model on.</summary>
/// <param name="Pixels">Pixels [N, C, H, W], 0 to 255; of a smaller image those at the top left, and black.</param>
/// <param name="Labels">Their classes or sequences of classes [N]; null where they are not known.</param>
/// <param name="Size">Channels, height and width of each; the largest height and width where sizes differ.</param>
public sealed record TraceImages(ReadOnlyMemory<byte> Pixels, Labels? Labels, ImageSize Size) : IImageSource
{
    /// <summary>The size of each image [N]; null where all have <see cref="Size"/>.</summary>
    public IReadOnlyList<ImageSize>? Sizes { get; init; }

    Labels IImageSource.Labels => Labels ?? new(new int[Count]);

    /// <summary>N, how many there are.</summary>
    public int Count => Pixels.Length / Size.Pixels;

    /// <summary>The first of them; nothing is copied but labels.</summary>
    public TraceImages First(int count) => this with
    {
        Pixels = Pixels[..checked(count * Size.Pixels)],
        Labels = Labels?.Slice(0, count),
        Sizes = Sizes is null ? null : [.. Sizes.Take(count)],
    };

    /// <summary>The same with every pixel inverted, 255 − pixel, for dark ink on a light ground.</summary>
    public TraceImages Inverted()
    {
        byte[] pixels = Pixels.ToArray();
        TensorPrimitives.OnesComplement(pixels, pixels);
        return this with { Pixels = pixels };
    }

    /// <summary>The first images of a recipe, as it composes them.</summary>
    /// <exception cref="OptionException">There are fewer, or they do not fit into memory together.</exception>
    public static TraceImages Load(IImageSource images, int count)
    {
        ArgumentNullException.ThrowIfNull(images);
        ImageSize[] sizes = [.. Enumerable.Range(0, count).Select(i => images.SizeOf(0, i))];
        if (sizes.All(size => size == images.SizeIn(0)))
        {
            ImageSet set = ImageSet.Read(images, count);
            return new(set.Pixels, set.Labels, set.Size);
        }
        ImageSize largest = new(images.Size.Channels, sizes.Max(size => size.Height), sizes.Max(size => size.Width));
        if ((long)count * largest.Pixels > Array.MaxLength)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: nameof(count), Value: count, Allowed: $"1 to {Array.MaxLength / largest.Pixels}",
                Detail: $"no more images of {largest} fit into memory together"));
        }
        byte[] pixels = new byte[count * largest.Pixels], image = new byte[largest.Pixels];
        for (int i = 0; i < count; i++)
        {
            images.Read(0, i, image.AsSpan(0, sizes[i].Pixels));
            CopyRows(image, sizes[i], pixels.AsSpan(i * largest.Pixels), largest);
        }
        return new(pixels, images.Labels.Slice(0, count), largest) { Sizes = sizes };
    }

    /// <inheritdoc/>
    public ImageSize SizeOf(int epoch, int index) => Sizes?[index] ?? Size;

    /// <inheritdoc/>
    public void Read(int epoch, int index, Span<byte> pixels) =>
        CopyRows(Pixels.Span.Slice(index * Size.Pixels, Size.Pixels), Size, pixels, SizeOf(epoch, index));

    /// <summary>Copies the rows and columns that both sizes have.</summary>
    private static void CopyRows(ReadOnlySpan<byte> from, ImageSize size, Span<byte> to, ImageSize other)
    {
        (int height, int width) = (Math.Min(size.Height, other.Height), Math.Min(size.Width, other.Width));
        for (int row = 0; row < size.Channels * height; row++)
        {
            (int channel, int y) = (row / height, row % height);
            from.Slice((channel * size.Height + y) * size.Width, width).CopyTo(to[((channel * other.Height + y) * other.Width)..]);
        }
    }

    /// <summary>Reads an IDX file of images, or one image from a picture; the content decides.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelsPath">IDX file of the labels; null where they are not known.</param>
    /// <param name="channels">The number of channels of the model; a picture becomes 1 (its luminance) or 3 (red, green, blue).</param>
    /// <param name="decoding">How a picture is decoded; null for its size, on black.</param>
    /// <exception cref="SaccadeException">A file cannot be used, does not fit the other, or has other channels than the model.</exception>
    public static TraceImages Read(string path, string? labelsPath, int channels, DecodingOptions? decoding = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        IdxImages images = PictureFile.FormatOf(path) is null ? IdxFile.ReadImages(path)
            : channels is 1 or 3 ? ReadPicture(path, decoding ?? new() { Channels = channels, Ground = PictureGround.Black })
            : throw OtherChannels(path, "1 or 3 of a picture", channels, "give an IDX file");
        if (images.Size.Channels != channels)
        {
            throw OtherChannels(path, images.Size.Channels, channels);
        }
        Labels? labels = labelsPath is null ? null : IdxFile.ReadLabels(labelsPath);
        if (labels is not null && labels.Count != images.Count)
        {
            throw IdxFile.CountsDiffer(path, images.Count, labelsPath!, labels.Count);
        }
        return new(images.Pixels, labels, images.Size);
    }

    private static IdxImages ReadPicture(string path, DecodingOptions decoding)
    {
        Picture picture = PictureDecoder.Read(path, decoding);
        return new(picture.Pixels, 1, picture.Size);
    }

    private static SaccadeException OtherChannels(string path, object value, int channels, string? remedy = null) =>
        new(new(ErrorKind.Mismatch, path, "the model takes that many", remedy, "number of channels", value, $"{channels}"));
}
