using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Saccade.Geometry;
using Saccade.Runtime;

namespace Saccade.Model;

/// <summary>
/// The glimpse sensor ρ(x, l) of the paper (§3.1): K square patches centred at l, patch i covering G·sⁱ pixels a side,
/// each average-pooled to G×G. What lies outside of the image is black.
/// </summary>
public sealed class GlimpseSensor
{
    // Column sums are kept in 16 bits: 256 rows of 255 still fit.
    private const int MostRowsPooled = 256;

    // And of so many rows and columns.
    private const int MostPooledInPairs = 16;

    private readonly int[] _pooling;
    private readonly ushort[] _sums;

    /// <summary>Makes a sensor for images of one size. Not safe for use by several threads at once; give each its own.</summary>
    /// <exception cref="OptionException">The widest patch pools more than 256×256 pixels into one.</exception>
    public GlimpseSensor(SensorOptions options, ImageSize size)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, Size) = (options, size);
        _pooling = new int[options.Scales];
        long factor = 1;
        for (int scale = 0; scale < options.Scales; scale++, factor *= options.ScaleFactor)
        {
            _pooling[scale] = factor <= MostRowsPooled
                ? (int)factor
                : throw new OptionException(
                    $"The widest patch pools {options.ScaleFactor}^{scale} = {factor} pixels a side into one; it may be up to {MostRowsPooled}: use fewer scales or a smaller scale factor.");
        }
        _sums = new ushort[checked(options.PatchSide * options.PatchExtent(options.Scales - 1)) + 2 * Vector256<ushort>.Count];
    }

    /// <summary>The sensor's options.</summary>
    public SensorOptions Options { get; }

    /// <summary>The size of the images it looks at.</summary>
    public ImageSize Size { get; }

    /// <summary>Values in one glimpse, K·C·G².</summary>
    public int GlimpseSize => Options.GlimpseSize(Size.Channels);

    /// <summary>Takes one glimpse.</summary>
    /// <param name="image">Pixels [C, H, W], 0 to 255.</param>
    /// <param name="x">Horizontal location, clamped to [-1, 1]; −1 is the left edge.</param>
    /// <param name="y">Vertical location, clamped to [-1, 1]; −1 is the top edge.</param>
    /// <param name="glimpse">Receives the retina [K, C, G, G], 0 to 1.</param>
    /// <exception cref="ArgumentException">A location is NaN, or a span has not the size of image or glimpse.</exception>
    public void Sense(ReadOnlySpan<byte> image, float x, float y, Span<float> glimpse)
    {
        if (image.Length != Size.Pixels || glimpse.Length != GlimpseSize)
        {
            throw new ArgumentException(
                $"The image has {image.Length} pixels and the glimpse {glimpse.Length} values; they must be {Size.Pixels} and {GlimpseSize}.");
        }
        int plane = Size.Height * Size.Width;
        int patch = Options.PatchSide * Options.PatchSide;
        for (int scale = 0; scale < Options.Scales; scale++)
        {
            PatchBox box = Options.Box(scale, x, y, Size.Width, Size.Height);
            for (int channel = 0; channel < Size.Channels; channel++)
            {
                Pool(image.Slice(channel * plane, plane), box, _pooling[scale], glimpse.Slice((scale * Size.Channels + channel) * patch, patch));
            }
        }
    }

    /// <summary>Pools a box of one channel to G×G: rows are added up first, many columns at a time, then columns by pairs.</summary>
    private void Pool(ReadOnlySpan<byte> plane, PatchBox box, int factor, Span<float> patch)
    {
        int left = Math.Max(box.Left, 0), right = Math.Min(box.Left + box.Side, Size.Width);
        int first = Math.Max(box.Top, 0), end = Math.Min(box.Top + box.Side, Size.Height);
        if (left >= right || first >= end)
        {
            patch.Clear();
            return;
        }
        Span<ushort> sums = _sums.AsSpan(0, Options.PatchSide * box.Side);
        if (right - left < box.Side || end - first < box.Side)
        {
            // What lies outside of the image stays black.
            sums.Clear();
        }
        ref byte corner = ref MemoryMarshal.GetReference(plane[(first * Size.Width + left)..((end - 1) * Size.Width + right)]);
        for (int row = 0; row < Options.PatchSide; row++)
        {
            int top = Math.Max(box.Top + row * factor, first);
            int bottom = Math.Min(box.Top + (row + 1) * factor, end);
            if (top < bottom)
            {
                ref byte from = ref Unsafe.Add(ref corner, (top - first) * Size.Width);
                AddRows(ref from, Size.Width, bottom - top, sums.Slice(row * box.Side + left - box.Left, right - left));
            }
        }
        int each = factor;
        for (; each % 2 == 0 && factor <= MostPooledInPairs; each /= 2)
        {
            AddPairs(_sums, sums.Length * each / factor / 2);
        }
        float scale = 1f / (255f * factor * factor);
        if (each == 1)
        {
            Scale(_sums, scale, patch);
            return;
        }
        for (int value = 0; value < patch.Length; value++)
        {
            int sum = 0;
            for (int i = value * each; i < (value + 1) * each; i++)
            {
                sum += _sums[i];
            }
            patch[value] = sum * scale;
        }
    }

    /// <summary>Sums of each column over some rows, many columns at a time; the last ones may be summed twice, with the same result.</summary>
    private static void AddRows(ref byte pixels, int stride, int rows, Span<ushort> sums)
    {
        const int Widest = 32, Wide = 16, Narrow = 8;
        int count = sums.Length;
        ref ushort to = ref MemoryMarshal.GetReference(sums);
        if (Vector512.IsHardwareAccelerated && count >= Widest)
        {
            for (int column = 0; column < count; column += Widest)
            {
                int at = Math.Min(column, count - Widest);
                ref byte from = ref Unsafe.Add(ref pixels, at);
                Vector512<ushort> sum = Vector512.WidenLower(Vector256.LoadUnsafe(ref from).ToVector512Unsafe());
                for (int row = 1; row < rows; row++)
                {
                    from = ref Unsafe.Add(ref from, stride);
                    sum += Vector512.WidenLower(Vector256.LoadUnsafe(ref from).ToVector512Unsafe());
                }
                sum.StoreUnsafe(ref to, (nuint)at);
            }
            return;
        }
        if (count >= Wide)
        {
            for (int column = 0; column < count; column += Wide)
            {
                int at = Math.Min(column, count - Wide);
                ref byte from = ref Unsafe.Add(ref pixels, at);
                Vector256<ushort> sum = Vector256.WidenLower(Vector128.LoadUnsafe(ref from).ToVector256Unsafe());
                for (int row = 1; row < rows; row++)
                {
                    from = ref Unsafe.Add(ref from, stride);
                    sum += Vector256.WidenLower(Vector128.LoadUnsafe(ref from).ToVector256Unsafe());
                }
                sum.StoreUnsafe(ref to, (nuint)at);
            }
            return;
        }
        if (count >= Narrow)
        {
            for (int column = 0; column < count; column += Narrow)
            {
                int at = Math.Min(column, count - Narrow);
                ref byte from = ref Unsafe.Add(ref pixels, at);
                Vector128<ushort> sum = Vector128.WidenLower(Vector64.LoadUnsafe(ref from).ToVector128Unsafe());
                for (int row = 1; row < rows; row++)
                {
                    from = ref Unsafe.Add(ref from, stride);
                    sum += Vector128.WidenLower(Vector64.LoadUnsafe(ref from).ToVector128Unsafe());
                }
                sum.StoreUnsafe(ref to, (nuint)at);
            }
            return;
        }
        for (int column = 0; column < count; column++)
        {
            int sum = 0;
            for (int row = 0; row < rows; row++)
            {
                sum += Unsafe.Add(ref pixels, row * stride + column);
            }
            sums[column] = (ushort)sum;
        }
    }

    /// <summary>Sums as values of the retina.</summary>
    private static void Scale(ReadOnlySpan<ushort> sums, float scale, Span<float> values)
    {
        ref ushort from = ref MemoryMarshal.GetReference(sums);
        int done = 0;
        for (; done + Vector256<float>.Count <= values.Length; done += Vector256<float>.Count)
        {
            Vector256<uint> eight = Vector256.WidenLower(Vector128.LoadUnsafe(ref from, (nuint)done).ToVector256Unsafe());
            (Vector256.ConvertToSingle(eight.AsInt32()) * scale).StoreUnsafe(ref values[done]);
        }
        for (; done < values.Length; done++)
        {
            values[done] = sums[done] * scale;
        }
    }

    /// <summary>Adds up neighbours: value i becomes the sum of 2i and 2i + 1. Beyond the values there is room for two vectors.</summary>
    private static void AddPairs(Span<ushort> values, int pairs)
    {
        Span<uint> asPairs = MemoryMarshal.Cast<ushort, uint>(values);
        ref uint from = ref MemoryMarshal.GetReference(asPairs);
        ref ushort to = ref MemoryMarshal.GetReference(values);
        Vector256<uint> low = Vector256.Create(0xFFFFu);
        for (int done = 0; done < pairs; done += Vector256<ushort>.Count)
        {
            Vector256<uint> first = Vector256.LoadUnsafe(ref from, (nuint)done);
            Vector256<uint> second = Vector256.LoadUnsafe(ref from, (nuint)(done + Vector256<uint>.Count));
            Vector256.Narrow((first & low) + (first >> 16), (second & low) + (second >> 16)).StoreUnsafe(ref to, (nuint)done);
        }
    }
}
