using Saccade.Geometry;
using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>
/// Images and labels of one step, in buffers that are used again for the next. An image that is still to be composed is
/// composed when it is first asked for; one image, one thread.
/// </summary>
public sealed class Batch
{
    private readonly byte[] _pixels;
    private readonly int[] _labels;
    private readonly bool[] _pending;
    private readonly int[] _indices;
    private FrameComposer? _composer;
    private int _epoch;

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
        (_pending, _indices) = (new bool[capacity], new int[capacity]);
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
    public Memory<byte> Pixels
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                _ = Image(i);
            }
            return _pixels.AsMemory(0, Count * Size.Pixels);
        }
    }

    /// <summary>Class numbers [B].</summary>
    public Span<int> Labels => _labels.AsSpan(0, Count);

    /// <summary>Pixels [C, H, W] of one image.</summary>
    public Span<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        Span<byte> image = _pixels.AsSpan(index * Size.Pixels, Size.Pixels);
        if (_pending[index])
        {
            Compose(index, image);
            _pending[index] = false;
        }
        return image;
    }

    /// <summary>Composes an image elsewhere, if it is still to be composed; else copies it there.</summary>
    internal void Compose(int index, Span<byte> into)
    {
        if (_pending[index])
        {
            _composer!.Compose(_epoch, _indices[index], into);
        }
        else
        {
            Image(index).CopyTo(into);
        }
    }

    /// <summary>Takes on the images of a composer, to be composed when they are asked for.</summary>
    internal void Expect(FrameComposer composer, int epoch, ReadOnlySpan<int> indices)
    {
        (_composer, _epoch, Count) = (composer, epoch, indices.Length);
        indices.CopyTo(_indices);
        _pending.AsSpan(0, Count).Fill(true);
        for (int i = 0; i < Count; i++)
        {
            _labels[i] = composer.Label(indices[i]);
        }
    }
}
