using Saccade.Images;

namespace Saccade.Torch.Networks;

/// <summary>What the B episodes of a batch show now: the pixels [C, H, W] of each, one behind the other; they may differ in size.</summary>
internal sealed class Frames
{
    private readonly ImageSize[] _sizes;
    private readonly int[] _starts;
    private readonly byte[] _pixels;

    public Frames(IEpisodes episodes)
    {
        _sizes = [.. Enumerable.Range(0, episodes.Count).Select(episodes.SizeOf)];
        _starts = new int[_sizes.Length];
        int end = 0;
        for (int i = 0; i < _sizes.Length; i++)
        {
            _starts[i] = end;
            end = checked(end + _sizes[i].Pixels);
        }
        _pixels = GC.AllocateUninitializedArray<byte>(end);
        for (int i = 0; i < _sizes.Length; i++)
        {
            episodes.Render(i, _pixels.AsSpan(_starts[i], _sizes[i].Pixels));
        }
    }

    /// <summary>B.</summary>
    public int Count => _sizes.Length;

    /// <summary>The pixels [C, H, W] of one frame.</summary>
    public ReadOnlySpan<byte> this[int index] => _pixels.AsSpan(_starts[index], _sizes[index].Pixels);

    /// <summary>The size of one frame.</summary>
    public ImageSize SizeOf(int index) => _sizes[index];

    /// <summary>Height and width of each frame [B, 2], 64-bit.</summary>
    public Tensor Sizes(Device device) =>
        tensor([.. _sizes.SelectMany(size => new long[] { size.Height, size.Width })], [Count, 2], device: device);

    /// <summary>
    /// The frames in their order as tensors of one size [n, C, H, W], 0 to 255: one of all frames if they have one size, else one each.
    /// </summary>
    public IEnumerable<Tensor> Tensors(Device device) => _sizes.All(size => size == _sizes[0])
        ? [OfOneSize(_pixels, Count, _sizes[0], device)]
        : Enumerable.Range(0, Count).Select(i => OfOneSize(this[i].ToArray(), 1, _sizes[i], device));

    /// <summary>All frames [B, C, H, W], 0 to 255; smaller ones have black pixels on the right and below.</summary>
    public Tensor Padded(Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        (int height, int width) = (_sizes.Max(size => size.Height), _sizes.Max(size => size.Width));
        return scope.MoveToOuter(cat([.. Tensors(device).Select(
            images => nn.functional.pad(images, [0, width - images.shape[3], 0, height - images.shape[2]]))]));
    }

    private static Tensor OfOneSize(byte[] pixels, int count, ImageSize size, Device device) =>
        tensor(pixels, [count, size.Channels, size.Height, size.Width], device: device);
}
