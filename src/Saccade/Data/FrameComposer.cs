using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
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
        if (IsTheDigit)
        {
            _digits.Image(index).CopyTo(frame);
            return;
        }

        Span<Part> parts = stackalloc Part[1 + _options.ClutterPatches];
        Draw(epoch, index, parts);
        foreach (ref readonly Part part in parts)
        {
            Fetch(part);
        }
        frame.Clear();
        Add(parts[0], frame, onBlack: true);
        foreach (ref readonly Part part in parts[1..])
        {
            Add(part, frame, onBlack: false);
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

    /// <summary>Whether an image is nothing but its digit.</summary>
    private bool IsTheDigit => Size == _digits.Size && _options.ClutterPatches == 0;

    /// <summary>Chooses the place of an image's digit, then each patch of clutter and its place.</summary>
    private void Draw(int epoch, int index, Span<Part> parts)
    {
        RandomStream random = _key.Fork(epoch).Fork(index).Stream();
        (_, int height, int width) = _digits.Size;
        parts[0] = new(index, 0, 0, height, width, random.NextInt(Size.Height - height + 1), random.NextInt(Size.Width - width + 1));
        int side = _options.ClutterSide;
        foreach (ref Part part in parts[1..])
        {
            int other = random.NextInt(Count - 1);
            part = new(
                other < index ? other : other + 1, random.NextInt(height - side + 1), random.NextInt(width - side + 1), side, side,
                random.NextInt(Size.Height - side + 1), random.NextInt(Size.Width - side + 1));
        }
    }

    /// <summary>Lets the cache fetch a part: digits lie all over the memory, and one after the other would be waited for.</summary>
    private unsafe void Fetch(in Part part)
    {
        const int CacheLine = 64, Most = 4096;
        (int channels, int height, int width) = _digits.Size;
        for (int channel = 0; channel < channels && Sse.IsSupported; channel++)
        {
            int length = Math.Min((part.Height - 1) * width + part.Width, Most);
            fixed (byte* first = _digits.Image(part.Image).Slice((channel * height + part.Top) * width + part.Left, length))
            {
                for (byte* at = first; at < first + length + CacheLine - 1; at += CacheLine)
                {
                    Sse.Prefetch0(at);
                }
            }
        }
    }

    /// <summary>Adds a part to the frame, clipped at white; on black it is copied.</summary>
    private void Add(in Part part, Span<byte> frame, bool onBlack)
    {
        ReadOnlySpan<byte> image = _digits.Image(part.Image);
        (int channels, int imageHeight, int imageWidth) = _digits.Size;
        for (int channel = 0; channel < channels; channel++)
        {
            ref byte from = ref First(image, imageWidth, (channel * imageHeight + part.Top) * imageWidth + part.Left, part);
            ref byte to = ref First(frame, Size.Width, (channel * Size.Height + part.Y) * Size.Width + part.X, part);
            for (int row = 0; row < part.Height; row++)
            {
                ref byte fromRow = ref Unsafe.Add(ref from, row * imageWidth), toRow = ref Unsafe.Add(ref to, row * Size.Width);
                if (onBlack)
                {
                    Unsafe.CopyBlockUnaligned(ref toRow, ref fromRow, (uint)part.Width);
                }
                else
                {
                    AddClipped(ref fromRow, ref toRow, part.Width);
                }
            }
        }
    }

    /// <summary>The first pixel of a part, all of which is within.</summary>
    private static ref byte First(ReadOnlySpan<byte> pixels, int width, int first, in Part part) =>
        ref MemoryMarshal.GetReference(pixels.Slice(first, (part.Height - 1) * width + part.Width));

    private static void AddClipped(ref byte from, ref byte to, int count)
    {
        // Eight at a time, since a patch is usually 8 pixels wide.
        int done = 0;
        for (; done + sizeof(ulong) <= count; done += sizeof(ulong))
        {
            Vector128<byte> sum = Vector128.AddSaturate(Eight(ref to, done), Eight(ref from, done));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, done), sum.AsUInt64().ToScalar());
        }
        for (; done < count; done++)
        {
            ref byte pixel = ref Unsafe.Add(ref to, done);
            pixel = (byte)Math.Min(pixel + Unsafe.Add(ref from, done), byte.MaxValue);
        }
    }

    private static Vector128<byte> Eight(ref byte first, int at) =>
        Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, at))).AsByte();

    /// <summary>A part [C, height, width] of an image, from its row and column (top, left) on, that goes to (y, x) of the frame.</summary>
    private readonly record struct Part(int Image, int Top, int Left, int Height, int Width, int Y, int X);
}
