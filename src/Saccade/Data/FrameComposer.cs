using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Saccade.Geometry;
using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>
/// Composes the images of a task: each digit at a uniformly random place of a larger black frame, with patches cut from
/// other digits around and over it. The sum is clipped at white, which is the rule of mnist-cluttered.
/// </summary>
public sealed class FrameComposer
{
    private readonly ImageSet _digits;
    private readonly TaskOptions _options;
    private readonly RandomKey _key;

    /// <summary>Makes a composer; nothing is composed yet.</summary>
    /// <param name="digits">The digits [N, C, H, W]; the patches are cut from them too.</param>
    /// <param name="options">The frame and its clutter.</param>
    /// <param name="key">Names all random choices of this composer.</param>
    /// <exception cref="OptionException">The frame can't hold a digit, or a clutter patch is larger than the digit or the frame.</exception>
    public FrameComposer(ImageSet digits, TaskOptions options, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(digits);
        ArgumentNullException.ThrowIfNull(options);
        Check(digits.Size, digits.Count, options);
        (_digits, _options, _key) = (digits, options, key);
        Size = new(digits.Size.Channels, options.FrameHeight, options.FrameWidth);
    }

    /// <summary>Channels, height and width of the frame.</summary>
    public ImageSize Size { get; }

    /// <summary>How many images there are, N: one for each digit.</summary>
    public int Count => _digits.Count;

    /// <summary>The largest class number of all images.</summary>
    public int HighestLabel => TensorPrimitives.Max(_digits.Labels);

    /// <summary>The class number of an image.</summary>
    public int Label(int index) => _digits.Labels[index];

    /// <summary>Composes an image; it depends only on the composer's key, the epoch and the index.</summary>
    /// <param name="epoch">Every epoch has frames of its own; validation and test sets are those of epoch 0.</param>
    /// <param name="index">Which digit, 0 to <see cref="Count"/> − 1.</param>
    /// <param name="frame">Receives the pixels [C, H, W].</param>
    /// <exception cref="OptionException"><paramref name="frame"/> does not hold exactly one image.</exception>
    public void Compose(int epoch, int index, Span<byte> frame)
    {
        if (frame.Length != Size.Pixels)
        {
            throw new OptionException($"The frame has room for {frame.Length} pixels; an image of {Size} has {Size.Pixels}.");
        }
        ReadOnlySpan<byte> digit = _digits.Image(index);
        if (Size == _digits.Size && _options.ClutterPatches == 0)
        {
            digit.CopyTo(frame);
            return;
        }

        frame.Clear();
        RandomStream random = _key.Fork(epoch).Fork(index).Stream();
        (_, int height, int width) = _digits.Size;
        Add(digit, 0, 0, height, width, frame, random.NextInt(Size.Height - height + 1), random.NextInt(Size.Width - width + 1), onBlack: true);
        int side = _options.ClutterSide;
        for (int patch = 0; patch < _options.ClutterPatches; patch++)
        {
            int other = random.NextInt(Count - 1);
            Add(_digits.Image(other < index ? other : other + 1), random.NextInt(height - side + 1), random.NextInt(width - side + 1),
                side, side, frame, random.NextInt(Size.Height - side + 1), random.NextInt(Size.Width - side + 1));
        }
    }

    /// <summary>Composes the first images of an epoch into a set of their own.</summary>
    /// <param name="count">How many, 1 to <see cref="Count"/>.</param>
    /// <param name="epoch">Whose frames; validation and test sets are those of epoch 0.</param>
    /// <exception cref="OptionException">There are not so many images, or they are too large for memory together.</exception>
    public ImageSet Take(int count, int epoch = 0)
    {
        _ = Require.Between(count, 1, Count, nameof(count));
        if (count > Array.MaxLength / Size.Pixels)
        {
            throw new OptionException($"{nameof(count)} was {count}; of images of {Size} it may be 1 to {Array.MaxLength / Size.Pixels}, as many as fit into memory together.");
        }
        byte[] pixels = GC.AllocateUninitializedArray<byte>(count * Size.Pixels);
        for (int i = 0; i < count; i++)
        {
            Compose(epoch, i, pixels.AsSpan(i * Size.Pixels, Size.Pixels));
        }
        return new(pixels, _digits.Labels[..count].ToArray(), Size);
    }

    internal static void Check(ImageSize digit, int count, TaskOptions options)
    {
        Hold(nameof(options.FrameWidth), options.FrameWidth, digit.Width);
        Hold(nameof(options.FrameHeight), options.FrameHeight, digit.Height);
        if (options.ClutterPatches == 0) return;
        int most = Math.Min(digit.Width, digit.Height);
        if (options.ClutterSide > most)
        {
            throw new OptionException($"{nameof(options.ClutterSide)} was {options.ClutterSide}; patches are cut from digits of {digit}, so it may be 1 to {most}.");
        }
        if (count < 2)
        {
            throw new OptionException($"{nameof(options.ClutterPatches)} was {options.ClutterPatches}, but patches come from other digits and there is only one; it may be 0.");
        }

        void Hold(string name, int was, int least)
        {
            if (least > TaskOptions.MostFrameSide)
            {
                throw new OptionException($"{name} may be up to {TaskOptions.MostFrameSide}, but the digits have {digit} pixels; give smaller ones.");
            }
            if (was < least) throw new OptionException($"{name} was {was}; a digit of {digit} must fit, so it may be {least} to {TaskOptions.MostFrameSide}.");
        }
    }

    /// <summary>Adds a part [C, height, width] of an image at (top, left) of it to the frame at (y, x), clipped at white; on black it is copied.</summary>
    private void Add(ReadOnlySpan<byte> image, int top, int left, int height, int width, Span<byte> frame, int y, int x, bool onBlack = false)
    {
        (int channels, int imageHeight, int imageWidth) = _digits.Size;
        for (int channel = 0; channel < channels; channel++)
        {
            for (int row = 0; row < height; row++)
            {
                ReadOnlySpan<byte> from = image.Slice((channel * imageHeight + top + row) * imageWidth + left, width);
                Span<byte> to = frame.Slice((channel * Size.Height + y + row) * Size.Width + x, width);
                if (onBlack)
                {
                    from.CopyTo(to);
                    continue;
                }
                AddClipped(from, to);
            }
        }
    }

    private static void AddClipped(ReadOnlySpan<byte> from, Span<byte> to)
    {
        // Eight at a time, since a patch is usually 8 pixels wide.
        for (; to.Length >= sizeof(ulong); from = from[sizeof(ulong)..], to = to[sizeof(ulong)..])
        {
            Vector128<byte> sum = Vector128.AddSaturate(
                Vector128.CreateScalar(MemoryMarshal.Read<ulong>(to)).AsByte(), Vector128.CreateScalar(MemoryMarshal.Read<ulong>(from)).AsByte());
            MemoryMarshal.Write(to, sum.AsUInt64().ToScalar());
        }
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = (byte)Math.Min(to[i] + from[i], byte.MaxValue);
        }
    }
}
