namespace Saccade.Images;

/// <summary>Labelled 8-bit images of one size, held in memory: pixels [N, C, H, W] (0 black, 255 white) and labels [N].</summary>
public sealed class ImageSet : IImageSource
{
    /// <summary>Wraps pixels and labels without copying them.</summary>
    /// <param name="pixels">Pixels [N, C, H, W].</param>
    /// <param name="labels">The labels of the images [N].</param>
    /// <param name="size">Channels, height and width of one image.</param>
    /// <exception cref="SaccadeException">The number of pixels is not N × C × H × W.</exception>
    public ImageSet(ReadOnlyMemory<byte> pixels, Labels labels, ImageSize size)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (pixels.Length != (long)labels.Count * size.Pixels)
        {
            throw new SaccadeException(new(
                ErrorKind.Mismatch, Key: nameof(pixels), Value: pixels.Length, Allowed: $"{(long)labels.Count * size.Pixels}",
                Detail: $"there are {labels.Count} labels and an image is {size}"));
        }
        (Pixels, Labels, Size) = (pixels, labels, size);
    }

    /// <summary>Wraps pixels with one class number for each image, 0 to 255.</summary>
    /// <param name="pixels">Pixels [N, C, H, W].</param>
    /// <param name="classes">Class numbers [N].</param>
    /// <param name="size">Channels, height and width of one image.</param>
    /// <exception cref="SaccadeException">The number of pixels is not N × C × H × W.</exception>
    public ImageSet(ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> classes, ImageSize size)
        : this(pixels, new Labels(classes.Span), size) { }

    /// <summary>Channels, height and width of each image.</summary>
    public ImageSize Size { get; }

    /// <summary>The pixels [N, C, H, W].</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>The labels of the images [N].</summary>
    public Labels Labels { get; }

    /// <summary>N, the number of images.</summary>
    public int Count => Labels.Count;

    /// <summary>The pixels [C, H, W] of one image.</summary>
    public ReadOnlySpan<byte> Image(int index) => Pixels.Span.Slice(checked(index * Size.Pixels), Size.Pixels);

    /// <summary>A view of <paramref name="count"/> images from <paramref name="start"/> on; no pixel is copied.</summary>
    public ImageSet Slice(int start, int count) =>
        new(Pixels.Slice(checked(start * Size.Pixels), checked(count * Size.Pixels)), Labels.Slice(start, count), Size);

    /// <summary>A copy with every pixel inverted, 255 − pixel, for dark ink on a light ground.</summary>
    public ImageSet Inverted()
    {
        byte[] pixels = Pixels.ToArray();
        TensorPrimitives.OnesComplement(pixels, pixels);
        return new(pixels, Labels, Size);
    }

    /// <inheritdoc/>
    public void Read(int epoch, int index, Span<byte> pixels) => Image(index).CopyTo(pixels);

    /// <summary>Reads the first images of a source into a set in memory.</summary>
    /// <param name="source">The images.</param>
    /// <param name="count">The number of images, 1 to all.</param>
    /// <param name="epoch">The epoch whose images are read.</param>
    /// <exception cref="OptionException">The source has fewer images, or they do not fit into memory.</exception>
    /// <exception cref="SaccadeException">The images have several sizes.</exception>
    public static ImageSet Read(IImageSource source, int count, int epoch = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        _ = Require.Between(count, 1, source.Count, nameof(count));
        ImageSize size = source.SizeIn(epoch);
        for (int i = 0; i < count; i++)
        {
            if (source.SizeOf(epoch, i) is ImageSize other && other != size)
            {
                throw new SaccadeException(new(
                    ErrorKind.Mismatch, Key: "image size", Value: other, Allowed: $"{size}",
                    Detail: "a set in memory has images of one size"));
            }
        }
        int most = Array.MaxLength / size.Pixels;
        if (count > most)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: nameof(count), Value: count, Allowed: $"1 to {most}",
                Detail: $"no more images of {size} fit into memory together"));
        }
        byte[] pixels = GC.AllocateUninitializedArray<byte>(count * size.Pixels);
        for (int i = 0; i < count; i++)
        {
            source.Read(epoch, i, pixels.AsSpan(i * size.Pixels, size.Pixels));
        }
        return new(pixels, source.LabelsIn(epoch).Slice(0, count), size);
    }
}
