using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Saccade.Data.Synthetic;

/// <summary>
/// Composes the images of a task: digits at uniformly random positions of a larger black frame, with patches of other digits around
/// and over them. The sum is clipped at white, as in mnist-cluttered.
/// </summary>
/// <remarks>
/// Image i has digit i, and where there are several, others that are drawn anew every epoch. Every placement without overlap is equally
/// likely: a pair is placed anew until its boxes are apart; of a sequence the free columns are divided at random.
/// </remarks>
public sealed class FrameComposer : IImageSource
{
    private readonly TaskOptions _options;
    private readonly RandomKey _key;
    private EpochLabels? _labels;
    private readonly bool _augments;
    // The composers of the epochs whose frames are smaller.
    private readonly FrameComposer[] _growing = [];

    /// <summary>Creates a composer; nothing is composed yet.</summary>
    /// <param name="digits">The digits [N, C, H, W]; the patches are cut from them too.</param>
    /// <param name="options">The frame and its clutter.</param>
    /// <param name="key">The key of all random choices.</param>
    /// <param name="training">Whether they are training frames, which may grow and whose digits may be distorted.</param>
    /// <exception cref="OptionException">
    /// The digits do not fit the frame, there are too few of them, or a clutter patch is larger than a digit.
    /// </exception>
    /// <exception cref="SaccadeException">Several digits make a label, and not all have one class from 0 to 9.</exception>
    public FrameComposer(ImageSet digits, TaskOptions options, RandomKey key, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(digits);
        ArgumentNullException.ThrowIfNull(options);
        Check(digits.Size, digits.Count, options);
        CheckClasses(digits.Labels, options.Label);
        (Digits, _options, _key) = (digits, options, key);
        Size = new(digits.Size.Channels, options.FrameHeight, options.FrameWidth);
        _augments = training && options.Augmentation.DistortsDigits;
        if (training)
        {
            _growing = [.. Enumerable.Range(0, options.GrowthEpochs).Select(epoch => Smaller(digits, options, key, epoch))];
        }
    }

    /// <summary>The digits that are placed.</summary>
    public ImageSet Digits { get; }

    /// <summary>Channels, height and width of the frame.</summary>
    public ImageSize Size { get; }

    /// <inheritdoc/>
    public ImageSize SizeIn(int epoch) => epoch < _growing.Length ? _growing[epoch].Size : Size;

    /// <summary>N, the number of images, one for each digit.</summary>
    public int Count => Digits.Count;

    /// <summary>The labels of the images [N] in epoch 0.</summary>
    public Labels Labels => LabelsIn(0);

    /// <inheritdoc/>
    public Labels LabelsIn(int epoch)
    {
        if (_options.Label == FrameLabel.Digit)
        {
            return Digits.Labels;
        }
        // Threads that ask for different epochs at once only compute more often.
        EpochLabels? last = _labels;
        if (last?.Epoch != epoch)
        {
            _labels = last = new(epoch, Compute(epoch));
        }
        return last.Labels;
    }

    /// <inheritdoc/>
    void IImageSource.Read(int epoch, int index, Span<byte> pixels) => Compose(epoch, index, pixels);

    /// <summary>Composes an image; it depends only on the key, the epoch and the index.</summary>
    /// <param name="epoch">The epoch, from 0; frames differ in every epoch.</param>
    /// <param name="index">The digit, 0 to <see cref="Count"/> − 1.</param>
    /// <param name="frame">Receives the pixels [C, H, W].</param>
    /// <exception cref="OptionException"><paramref name="frame"/> does not hold exactly one image.</exception>
    public void Compose(int epoch, int index, Span<byte> frame)
    {
        if (epoch < _growing.Length)
        {
            _growing[epoch].Compose(epoch, index, frame);
            return;
        }
        if (frame.Length != Size.Pixels)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: nameof(frame), Value: frame.Length, Allowed: $"{Size.Pixels} pixels",
                Detail: $"an image is {Size}"));
        }
        if (IsTheDigit)
        {
            Digit(epoch, index, index).CopyTo(frame);
            return;
        }

        Span<Part> parts = stackalloc Part[_options.MostDigits + _options.ClutterPatches];
        int digits = Draw(epoch, index, parts);
        parts = parts[..(digits + _options.ClutterPatches)];
        foreach (ref readonly Part part in parts)
        {
            Fetch(part);
        }
        frame.Clear();
        for (int i = 0; i < parts.Length; i++)
        {
            bool isDigit = i < digits;
            Add(parts[i], isDigit ? Digit(epoch, index, parts[i].Image) : Digits.Image(parts[i].Image), frame, onBlack: isDigit);
        }
    }

    internal static void Check(ImageSize digit, int count, TaskOptions options)
    {
        Hold(nameof(options.FrameWidth), options.FrameWidth, options.DigitsAcross(digit.Height) * digit.Width);
        Hold(nameof(options.FrameHeight), options.FrameHeight, digit.Height);
        if (options.MostDigits > 1 && count < options.MostDigits)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: nameof(options.Label), Value: options.Label, Allowed: $"{FrameLabel.Digit}",
                Detail: $"a frame has up to {options.MostDigits} digits and there is only {count}"));
        }
        if (options.ClutterPatches == 0) return;
        int most = Math.Min(digit.Width, digit.Height);
        if (options.ClutterSide > most)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: nameof(options.ClutterSide), Value: options.ClutterSide, Allowed: $"1 to {most}",
                Detail: $"patches are cut from digits of {digit}"));
        }
        if (count <= options.MostDigits)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: nameof(options.ClutterPatches), Value: options.ClutterPatches, Allowed: "0",
                Detail: $"patches come from digits that are not on the frame and there is only {count}"));
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
                    Detail: options.MostDigits == 1 ? $"a digit of {digit} must fit"
                        : $"{options.MostDigits} digits of {digit} must fit side by side"));
            }
        }
    }

    /// <summary>Whether an image equals its digit.</summary>
    private bool IsTheDigit => Size == Digits.Size && _options is { ClutterPatches: 0, Label: FrameLabel.Digit };

    /// <summary>The composer of an epoch in which frames are smaller.</summary>
    private static FrameComposer Smaller(ImageSet digits, TaskOptions options, RandomKey key, int epoch)
    {
        double side = options.GrowthStart + (1 - options.GrowthStart) * epoch / options.GrowthEpochs;
        TaskOptions smaller = options with
        {
            FrameWidth = (int)Math.Round(side * options.FrameWidth),
            FrameHeight = (int)Math.Round(side * options.FrameHeight),
            ClutterPatches = (int)Math.Round(side * side * options.ClutterPatches),
            GrowthEpochs = 0,
        };
        try
        {
            return new(digits, smaller, key, training: true);
        }
        catch (OptionException e)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: nameof(options.GrowthStart), Value: options.GrowthStart,
                Detail: $"frames would begin with {smaller.FrameWidth}×{smaller.FrameHeight} pixels and {digits.Size} must fit"), e);
        }
    }

    /// <summary>The pixels of a digit on the frame of an index, distorted in training, each digit of a frame in another way.</summary>
    private ReadOnlySpan<byte> Digit(int epoch, int index, int digit)
    {
        if (!_augments)
        {
            return Digits.Image(digit);
        }
        RandomKey key = _key.Fork(epoch).Fork(index).Fork("augmentation");
        RandomStream random = (digit == index ? key : key.Fork(digit)).Stream();
        byte[] distorted = new byte[Digits.Size.Pixels];
        Augmentation.Draw(_options.Augmentation, ref random).Apply(Digits.Image(digit), Digits.Size, distorted);
        return distorted;
    }

    /// <summary>Draws an image's digits and their positions, then its clutter patches; returns the number of digits.</summary>
    private int Draw(int epoch, int index, Span<Part> parts)
    {
        RandomStream random = _key.Fork(epoch).Fork(index).Stream();
        Span<int> digits = stackalloc int[_options.MostDigits];
        digits = digits[..Choose(ref random, index, digits)];
        Place(ref random, digits, parts);
        (_, int height, int width) = Digits.Size;
        int side = _options.ClutterSide;
        foreach (ref Part part in parts.Slice(digits.Length, _options.ClutterPatches))
        {
            part = new(
                Another(ref random, Count, digits), random.NextInt(height - side + 1), random.NextInt(width - side + 1), side, side,
                random.NextInt(Size.Height - side + 1), random.NextInt(Size.Width - side + 1));
        }
        return digits.Length;
    }

    /// <summary>Chooses the digits of an image, those of a sequence in its order; returns their number.</summary>
    private int Choose(ref RandomStream random, int index, Span<int> digits)
    {
        bool isSequence = _options.Label == FrameLabel.Sequence;
        int count = isSequence ? 1 + random.NextInt(digits.Length) : digits.Length;
        digits[0] = index;
        for (int i = 1; i < count; i++)
        {
            digits[i] = Another(ref random, Count, digits[..i]);
        }
        if (isSequence)
        {
            random.Shuffle(digits[..count]);
        }
        return count;
    }

    /// <summary>Chooses the positions of the digits, each placement without overlap equally likely.</summary>
    private void Place(ref RandomStream random, ReadOnlySpan<int> digits, Span<Part> parts)
    {
        (_, int height, int width) = Digits.Size;
        int rows = Size.Height - height + 1, columns = Size.Width - width + 1;
        if (_options.Label == FrameLabel.Sequence)
        {
            // Of the free columns, and one place for each digit between them, the digits take different places.
            Span<int> places = stackalloc int[digits.Length];
            for (int i = 0; i < places.Length; i++)
            {
                places[i] = Another(ref random, Size.Width - digits.Length * (width - 1), places[..i]);
            }
            places.Sort();
            for (int i = 0; i < places.Length; i++)
            {
                parts[i] = new(digits[i], 0, 0, height, width, random.NextInt(rows), places[i] + i * (width - 1));
            }
            return;
        }
        do
        {
            for (int i = 0; i < digits.Length; i++)
            {
                parts[i] = new(digits[i], 0, 0, height, width, random.NextInt(rows), random.NextInt(columns));
            }
        }
        while (digits.Length == 2 && Math.Abs(parts[0].X - parts[1].X) < width && Math.Abs(parts[0].Y - parts[1].Y) < height);
    }

    /// <summary>A uniformly random number from 0 to <paramref name="count"/> − 1 that is not taken.</summary>
    private static int Another(ref RandomStream random, int count, ReadOnlySpan<int> taken)
    {
        Span<int> sorted = stackalloc int[taken.Length];
        taken.CopyTo(sorted);
        sorted.Sort();
        int number = random.NextInt(count - taken.Length);
        foreach (int other in sorted)
        {
            number += number >= other ? 1 : 0;
        }
        return number;
    }

    /// <summary>The labels of all images of an epoch.</summary>
    private Labels Compute(int epoch)
    {
        int[][] classes = new int[Count][];
        Span<int> digits = stackalloc int[_options.MostDigits];
        for (int i = 0; i < classes.Length; i++)
        {
            RandomStream random = _key.Fork(epoch).Fork(i).Stream();
            classes[i] = new int[Choose(ref random, i, digits)];
            for (int d = 0; d < classes[i].Length; d++)
            {
                classes[i][d] = Digits.Labels[digits[d]];
            }
        }
        return _options.Label == FrameLabel.Sequence
            ? new(classes)
            : new(Array.ConvertAll(classes, pair => DigitClasses.Of(_options.Label, pair[0], pair[1])));
    }

    private static void CheckClasses(Labels labels, FrameLabel label)
    {
        if (label != FrameLabel.Digit && !(labels.AreClasses && labels.Highest() < DigitClasses.Count))
        {
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: nameof(TaskOptions.Label), Value: label, Allowed: $"{FrameLabel.Digit}",
                Detail: "several digits make a label only where each has one class from 0 to 9"));
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
    private void Add(in Part part, ReadOnlySpan<byte> image, Span<byte> frame, bool onBlack)
    {
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

    private sealed record EpochLabels(int Epoch, Labels Labels);
}
