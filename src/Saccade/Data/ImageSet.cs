using Saccade.Geometry;
using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>Labelled 8-bit images of one size, held in memory: pixels [N, C, H, W] (0 black, 255 white), labels [N].</summary>
public sealed class ImageSet
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly ReadOnlyMemory<byte> _labels;

    /// <summary>Wraps pixels and labels without copying them.</summary>
    /// <param name="pixels">Pixels [N, C, H, W].</param>
    /// <param name="labels">One class number for each image [N].</param>
    /// <param name="size">Channels, height and width of one image.</param>
    /// <exception cref="SaccadeException">The number of pixels is not labels × C × H × W.</exception>
    public ImageSet(ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> labels, ImageSize size)
    {
        if (pixels.Length != (long)labels.Length * size.Pixels)
        {
            throw new SaccadeException(
                $"{pixels.Length} pixels do not make {labels.Length} images of {size}: give {(long)labels.Length * size.Pixels}.");
        }
        (_pixels, _labels, Size) = (pixels, labels, size);
    }

    /// <summary>Channels, height and width of each image.</summary>
    public ImageSize Size { get; }

    /// <summary>How many images there are, N.</summary>
    public int Count => _labels.Length;

    /// <summary>The class numbers [N].</summary>
    public ReadOnlySpan<byte> Labels => _labels.Span;

    /// <summary>The pixels [C, H, W] of one image.</summary>
    public ReadOnlySpan<byte> Image(int index) => _pixels.Span.Slice(checked(index * Size.Pixels), Size.Pixels);

    /// <summary>A view of <paramref name="count"/> images from <paramref name="start"/> on; nothing is copied.</summary>
    public ImageSet Slice(int start, int count) =>
        new(_pixels.Slice(checked(start * Size.Pixels), checked(count * Size.Pixels)), _labels.Slice(start, count), Size);
}
