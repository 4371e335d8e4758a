namespace Saccade.Tasks;

/// <summary>
/// The images and class numbers of one step, in buffers that later steps reuse. An image is read from its source when it is first
/// needed; several threads may read different images. Images from a source may differ in size.
/// </summary>
public sealed class ImageBatch : IEpisodes
{
    // Allocated when first needed: engines render images into their own memory.
    private readonly Lazy<byte[]> _pixels;
    private readonly int[] _labels;
    private readonly bool[] _pending;
    private readonly int[] _indices;
    // Where each image begins in the pixels.
    private readonly int[] _starts;
    private IImageSource? _source;
    private Labels? _sequences;
    private int _epoch;

    /// <summary>Creates buffers for up to <paramref name="capacity"/> images.</summary>
    /// <exception cref="OptionException">The buffers would be larger than an array can be.</exception>
    public ImageBatch(int capacity, ImageSize size) : this(capacity, size, capacity * size.LongPixels)
    {
        for (int i = 0; i < capacity; i++)
        {
            _starts[i] = i * size.Pixels;
        }
    }

    /// <summary>Creates buffers for images of several sizes.</summary>
    /// <param name="capacity">The most images.</param>
    /// <param name="size">The largest height and width.</param>
    /// <param name="pixels">The most pixels of that many images together.</param>
    /// <exception cref="OptionException">The buffers would be larger than an array can be.</exception>
    internal ImageBatch(int capacity, ImageSize size, long pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        if (pixels > Array.MaxLength)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: nameof(capacity), Value: capacity,
                Allowed: $"1 to {(long)Array.MaxLength * capacity / pixels}",
                Detail: $"a batch of images of {size} must fit into memory", Remedy: "use a smaller training.batch_size or frame"));
        }
        (_pixels, _labels, Size) = (new(() => new byte[pixels]), new int[capacity], size);
        (_pending, _indices, _starts) = (new bool[capacity], new int[capacity], new int[capacity]);
    }

    /// <inheritdoc/>
    public ImageSize Size { get; }

    /// <inheritdoc/>
    public ImageSize SizeOf(int episode) => _source?.SizeOf(_epoch, _indices[episode]) ?? Size;

    /// <summary>The capacity of the buffers in images.</summary>
    public int Capacity => _labels.Length;

    /// <summary>B, the current number of images.</summary>
    public int Count
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)Capacity, nameof(value));
            field = value;
        }
    }

    /// <summary>The reward of an answer; null for the reward that the loss options name.</summary>
    public RewardFunction? Reward { get; init; }

    /// <summary>Pixels [B, C, H, W], 0 to 255.</summary>
    /// <exception cref="InvalidOperationException">The images have several sizes; <see cref="Image"/> returns one.</exception>
    public Memory<byte> Pixels
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                _ = Image(i);
                if (SizeOf(i) != Size)
                {
                    throw new InvalidOperationException($"Image {i} is {SizeOf(i)}; images of several sizes make no array [B, C, H, W].");
                }
            }
            return _pixels.Value.AsMemory(0, Count * Size.Pixels);
        }
    }

    /// <summary>Class numbers [B]; empty where each image has a sequence of them.</summary>
    public Span<int> Labels => _sequences is null ? _labels.AsSpan(0, Count) : [];

    ReadOnlySpan<int> IEpisodes.Labels => Labels;

    /// <inheritdoc/>
    public ReadOnlySpan<int> LabelsOf(int episode) =>
        _sequences is null ? Labels.Slice(episode, 1) : _sequences.Sequence(_indices[episode]);

    /// <summary>Pixels [C, H, W] of one image.</summary>
    public Span<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        Span<byte> image = _pixels.Value.AsSpan(_starts[index], SizeOf(index).Pixels);
        if (_pending[index])
        {
            _source!.Read(_epoch, _indices[index], image);
            _pending[index] = false;
        }
        return image;
    }

    /// <inheritdoc/>
    public void Render(int episode, Span<byte> frame)
    {
        if (_pending[episode])
        {
            _source!.Read(_epoch, _indices[episode], frame);
        }
        else
        {
            Image(episode).CopyTo(frame);
        }
    }

    /// <inheritdoc/>
    public bool RendersParts => _source?.ReadsParts ?? false;

    /// <inheritdoc/>
    public void RenderPart(int episode, PatchBox box, Span<byte> pixels)
    {
        if (_pending[episode])
        {
            _source!.ReadPart(_epoch, _indices[episode], box, pixels);
        }
        else
        {
            PixelBox.Cut(Image(episode), SizeOf(episode), box, pixels);
        }
    }

    /// <summary>Refers to images of a source; each is read when it is first needed.</summary>
    internal void Hold(IImageSource source, int epoch, ReadOnlySpan<int> indices)
    {
        (_source, _epoch, Count) = (source, epoch, indices.Length);
        indices.CopyTo(_indices);
        _pending.AsSpan(0, Count).Fill(true);
        for (int i = 1; i < Count; i++)
        {
            _starts[i] = checked(_starts[i - 1] + SizeOf(i - 1).Pixels);
        }
        Labels labels = source.LabelsIn(epoch);
        _sequences = labels.AreClasses ? null : labels;
        for (int i = 0; i < Count && labels.AreClasses; i++)
        {
            _labels[i] = labels[indices[i]];
        }
    }
}
