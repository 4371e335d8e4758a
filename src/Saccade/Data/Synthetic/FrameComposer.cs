using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Saccade.Data.Synthetic;

/// <summary>
/// Composes the images of a task: each digit at a uniformly random position of a larger black frame, with patches of other digits around
/// and over it. The sum is clipped at white, as in mnist-cluttered.
/// </summary>
public sealed class FrameComposer : IImageSource
{
    private readonly TaskOptions _options;
    private readonly RandomKey _key;

    /// <summary>Creates a composer; nothing is composed yet.</summary>
    /// <param name="digits">The digits [N, C, H, W]; the patches are cut from them too.</param>
    /// <param name="options">The frame and its clutter.</param>
    /// <param name="key">The key of all random choices.</param>
    /// <exception cref="OptionException">A digit does not fit the frame, or a clutter patch is larger than a digit.</exception>
    public FrameComposer(ImageSet digits, TaskOptions options, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(digits);
        ArgumentNullException.ThrowIfNull(options);
        Check(digits.Size, digits.Count, options);
        (Digits, _options, _key) = (digits, options, key);
        Size = new(digits.Size.Channels, options.FrameHeight, options.FrameWidth);
    }

    /// <summary>The digits that are placed.</summary>
    public ImageSet Digits { get; }

    /// <summary>Channels, height and width of the frame.</summary>
    public ImageSize Size { get; }

    /// <summary>N, the number of images, one for each digit.</summary>
    public int Count => Digits.Count;

    /// <summary>The labels of the digits [N].</summary>
    public Labels Labels => Digits.Labels;

    /// <inheritdoc/>
    void IImageSource.Read(int epoch, int index, Span<byte> pixels) => Compose(epoch, index, pixels);

    /// <summary>Composes an image; it depends only on the key, the epoch and the index.</summary>
    /// <param name="epoch">The epoch, from 0; frames differ in every epoch.</param>
    /// <param name="index">The digit, 0 to <see cref="Count"/> − 1.</param>
    /// <param name="frame">Receives the pixels [C, H, W].</param>
    /// <exception cref="OptionException"><paramref name="frame"/> does not hold exactly one image.</exception>
    public void Compose(int epoch, int index, Span<byte> frame)
    {
        if (frame.Length != Size.Pixels)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: nameof(frame), Value: frame.Length, Allowed: $"{Size.Pixels} pixels",
                Detail: $"an image is {Size}"));
        }
        if (IsTheDigit)
        {
            Digits.Image(index).CopyTo(frame);
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

    internal static void Check(ImageSize digit, int count, TaskOptions options)
    {
        Hold(nameof(options.FrameWidth), options.FrameWidth, digit.Width);
        Hold(nameof(options.FrameHeight), options.FrameHeight, digit.Height);
        if (options.ClutterPatches == 0) return;
        int most = Math.Min(digit.Width, digit.Height);
        if (options.ClutterSide > most)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: nameof(options.ClutterSide), Value: options.ClutterSide, Allowed: $"1 to {most}",
                Detail: $"patches are cut from digits of {digit}"));
        }
        if (count < 2)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: nameof(options.ClutterPatches), Value: options.ClutterPatches, Allowed: "0",
                Detail: "patches come from other digits and there is only one"));
        }

        void Hold(string name, int was, int least)
        {
            if (least > TaskOptions.MostFrameSide)
            {
                throw new OptionException(new(
                    ErrorKind.Mismatch, Key: name, Value: was,
                    Detail: $"a digit has {digit} pixels and a side of a frame at most {TaskOptions.MostFrameSide}",
                    Remedy: "give smaller digits"));
            }
            if (was < least)
            {
                throw new OptionException(new(
                    ErrorKind.OutOfRange, Key: name, Value: was, Allowed: $"{least} to {TaskOptions.MostFrameSide}",
                    Detail: $"a digit of {digit} must fit"));
            }
        }
    }

    /// <summary>Whether an image equals its digit.</summary>
    private bool IsTheDigit => Size == Digits.Size && _options.ClutterPatches == 0;

    /// <summary>Draws the position of an image's digit, then each clutter patch and its position.</summary>
    private void Draw(int epoch, int index, Span<Part> parts)
    {
        RandomStream random = _key.Fork(epoch).Fork(index).Stream();
        (_, int height, int width) = Digits.Size;
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

    /// <summary>Prefetches a part: the digits are scattered in memory, and each would wait for the one before.</summary>
    private unsafe void Fetch(in Part part)
    {
        const int CacheLine = 64, Most = 4096;
        (int channels, int height, int width) = Digits.Size;
        for (int channel = 0; channel < channels && Sse.IsSupported; channel++)
        {
            int length = Math.Min((part.Height - 1) * width + part.Width, Most);
            fixed (byte* first = Digits.Image(part.Image).Slice((channel * height + part.Top) * width + part.Left, length))
            {
                for (byte* at = first; at < first + length + CacheLine - 1; at += CacheLine)
                {
                    Sse.Prefetch0(at);
                }
            }
        }
    }

    /// <summary>Adds a part to the frame, clipped at white; a part on black is copied.</summary>
    private void Add(in Part part, Span<byte> frame, bool onBlack)
    {
        ReadOnlySpan<byte> image = Digits.Image(part.Image);
        (int channels, int imageHeight, int imageWidth) = Digits.Size;
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

    /// <summary>The first pixel of a part, after a check that all of it is within.</summary>
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

    /// <summary>A part [C, height, width] of an image from (top, left), to be added at (y, x) of the frame.</summary>
    private readonly record struct Part(int Image, int Top, int Left, int Height, int Width, int Y, int X);
}
