using System.Numerics.Tensors;
using Saccade.Data.Formats;
using Saccade.Images;

namespace Saccade.Experiments.Export;

/// <summary>Images to trace a model on.</summary>
/// <param name="Pixels">Pixels [N, C, H, W], 0 to 255.</param>
/// <param name="Labels">Their classes or sequences of classes [N]; null where they are not known.</param>
/// <param name="Size">Channels, height and width of each.</param>
public sealed record TraceImages(ReadOnlyMemory<byte> Pixels, Labels? Labels, ImageSize Size)
{
    /// <summary>N, how many there are.</summary>
    public int Count => Pixels.Length / Size.Pixels;

    /// <summary>The first of them; nothing is copied but labels.</summary>
    public TraceImages First(int count) => this with { Pixels = Pixels[..checked(count * Size.Pixels)], Labels = Labels?.Slice(0, count) };

    /// <summary>The same with every pixel inverted, 255 − pixel, for dark ink on a light ground.</summary>
    public TraceImages Inverted()
    {
        byte[] pixels = Pixels.ToArray();
        TensorPrimitives.OnesComplement(pixels, pixels);
        return this with { Pixels = pixels };
    }

    /// <summary>The first images of a recipe, as it composes them.</summary>
    /// <exception cref="OptionException">There are fewer, or they do not fit into memory.</exception>
    public static TraceImages Load(IImageSource images, int count)
    {
        ArgumentNullException.ThrowIfNull(images);
        ImageSet set = ImageSet.Read(images, count);
        return new(set.Pixels, set.Labels, set.Size);
    }

    /// <summary>Reads an IDX file of images, or one image from a picture; the content decides.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelsPath">IDX file of the labels; null where they are not known.</param>
    /// <param name="channels">The number of channels of the model; a picture becomes 1 (its luminance) or 3 (red, green, blue).</param>
    /// <exception cref="SaccadeException">A file cannot be used, does not fit the other, or has other channels than the model.</exception>
    public static TraceImages Read(string path, string? labelsPath, int channels)
    {
        ArgumentNullException.ThrowIfNull(path);
        IdxImages images = PictureFile.FormatOf(path) is not PictureFormat format ? IdxFile.ReadImages(path)
            : channels is 1 or 3 ? PictureFile.Read(path, format, channels)
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

    private static SaccadeException OtherChannels(string path, object value, int channels, string? remedy = null) =>
        new(new(ErrorKind.Mismatch, path, "the model takes that many", remedy, "number of channels", value, $"{channels}"));
}
