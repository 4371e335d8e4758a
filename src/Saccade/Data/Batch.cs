using Saccade.Geometry;
using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>Images and labels of one step, in buffers that are used again for the next.</summary>
public sealed class Batch
{
    private readonly byte[] _pixels;
    private readonly int[] _labels;

    /// <summary>Makes buffers for up to <paramref name="capacity"/> images.</summary>
    /// <exception cref="OptionException">They would be larger than an array can be.</exception>
    public Batch(int capacity, ImageSize size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        if ((long)capacity * size.Pixels > Array.MaxLength)
        {
            throw new OptionException($"A batch of {capacity} images of {size} does not fit into memory; use a smaller training.batch_size or frame.");
        }
        (_pixels, _labels, Size) = (new byte[capacity * size.Pixels], new int[capacity], size);
    }

    /// <summary>Size of each image.</summary>
    public ImageSize Size { get; }

    /// <summary>The most images the buffers hold.</summary>
    public int Capacity => _labels.Length;

    /// <summary>B, how many images the batch holds now.</summary>
    public int Count
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)Capacity, nameof(value));
            field = value;
        }
    }

    /// <summary>Pixels [B, C, H, W], 0 to 255.</summary>
    public Memory<byte> Pixels => _pixels.AsMemory(0, Count * Size.Pixels);

    /// <summary>Class numbers [B].</summary>
    public Span<int> Labels => _labels.AsSpan(0, Count);

    /// <summary>Pixels [C, H, W] of one image.</summary>
    public Span<byte> Image(int index) => Pixels.Span.Slice(index * Size.Pixels, Size.Pixels);
}
