using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Saccade.Sensing;

/// <summary>
/// The glimpse sensor ρ(x, l) of the paper (§3.1): K square patches centred at l, patch i covering G·sⁱ pixels a side,
/// each average-pooled to G×G. Pixels outside of the image are black, or have the value <see cref="SensorOptions.Outside"/>.
/// </summary>
public sealed class GlimpseSensor
{
    // Column sums have 16 bits: 256 rows of 255 fit.
    private const int MostRowsPooled = 256;

    private readonly ushort[] _sums;
    private readonly PatchPyramid? _pyramid;

    /// <summary>Creates a sensor. Not thread-safe: use one for each thread.</summary>
    /// <param name="options">Patches and scales.</param>
    /// <param name="size">The size of images, unless a call states another.</param>
    /// <exception cref="OptionException">The widest patch pools more than 256×256 pixels into one.</exception>
    public GlimpseSensor(SensorOptions options, ImageSize size)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, Size) = (options, size);
        double pooled = Math.Pow(options.ScaleFactor, options.Scales - 1);
        if (pooled > MostRowsPooled)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: "pixels pooled a side", Value: (long)pooled, Allowed: $"up to {MostRowsPooled}",
                Detail: $"the widest patch pools {options.ScaleFactor}^{options.Scales - 1} = {pooled} pixels a side into one",
                Remedy: "use fewer scales or a smaller scale factor"));
        }
        _pyramid = PatchPyramid.Covers(options) ? new(options) : null;
        _sums = _pyramid is null ? new ushort[checked(options.PatchSide * options.PatchExtent(options.Scales - 1))] : [];
    }

    /// <summary>The sensor's options.</summary>
    public SensorOptions Options { get; }

    /// <summary>The size of images, unless a call states another.</summary>
    public ImageSize Size { get; }

    /// <summary>Values in one glimpse, K·C·G².</summary>
    public int GlimpseSize => Options.GlimpseSize(Size.Channels);

    /// <summary>Takes one glimpse of an image of <see cref="Size"/>.</summary>
    /// <inheritdoc cref="Sense(ReadOnlySpan{byte}, ImageSize, float, float, Span{float})"/>
    public void Sense(ReadOnlySpan<byte> image, float x, float y, Span<float> glimpse) => Sense(image, Size, x, y, glimpse);

    /// <summary>Takes one glimpse of an image of any size, with the channels of <see cref="Size"/>.</summary>
    /// <param name="image">Pixels [C, H, W], 0 to 255.</param>
    /// <param name="size">Channels, height and width of the image; the location refers to it.</param>
    /// <param name="x">Horizontal location, clamped to [-1, 1]; −1 is the left edge.</param>
    /// <param name="y">Vertical location, clamped to [-1, 1]; −1 is the top edge.</param>
    /// <param name="glimpse">Receives the retina [K, C, G, G], 0 to 1.</param>
    /// <exception cref="ArgumentException">A location is NaN, or a span does not have the size of image or glimpse.</exception>
    public void Sense(ReadOnlySpan<byte> image, ImageSize size, float x, float y, Span<float> glimpse)
    {
        if (size.Channels != Size.Channels || image.Length != size.Pixels || glimpse.Length != GlimpseSize)
        {
            throw new ArgumentException(
                $"The image has {image.Length} pixels and the glimpse {glimpse.Length} values; they must be {size.Pixels} for "
                + $"an image of {size} with {Size.Channels} channels, and {GlimpseSize}.");
        }
        Sense(image, size, (x, y), size, origin: default, glimpse);
    }

    /// <summary>Takes one glimpse of an image of which only the widest patch is given.</summary>
    /// <param name="part">
    /// Pixels [C, side, side], 0 to 255, of <see cref="SensorOptions.Box"/> of the last scale; black outside of the image.
    /// </param>
    /// <param name="size">Channels, height and width of the image; the location refers to it.</param>
    /// <param name="x">Horizontal location, as for the whole image.</param>
    /// <param name="y">Vertical location, as for the whole image.</param>
    /// <param name="glimpse">Receives the retina [K, C, G, G], 0 to 1: the same as of the whole image.</param>
    /// <exception cref="ArgumentException">A location is NaN, or a span does not have the size of patch or glimpse.</exception>
    public void SensePart(ReadOnlySpan<byte> part, ImageSize size, float x, float y, Span<float> glimpse)
    {
        PatchBox widest = Options.Box(Options.Scales - 1, x, y, size.Width, size.Height);
        ImageSize partSize = new(size.Channels, widest.Side, widest.Side);
        if (size.Channels != Size.Channels || part.Length != partSize.Pixels || glimpse.Length != GlimpseSize)
        {
            throw new ArgumentException(
                $"The patch has {part.Length} pixels and the glimpse {glimpse.Length} values; they must be {partSize.Pixels} for "
                + $"{Size.Channels} channels, and {GlimpseSize}.");
        }
        Sense(part, partSize, (x, y), size, (widest.Left, widest.Top), glimpse);
    }

    /// <summary>Takes a glimpse from pixels whose first one is at <paramref name="origin"/> of an image.</summary>
    private void Sense(
        ReadOnlySpan<byte> pixels, ImageSize size, (float X, float Y) location, ImageSize image, (int X, int Y) origin, Span<float> glimpse)
    {
        int plane = size.Height * size.Width;
        int patch = Options.PatchSide * Options.PatchSide;
        int apart = size.Channels * patch;
        if (_pyramid is not null)
        {
            PatchBox widest = Box(Options.Scales - 1);
            for (int channel = 0; channel < size.Channels; channel++)
            {
                _pyramid.Pool(pixels.Slice(channel * plane, plane), size, widest, glimpse[(channel * patch)..], apart);
            }
        }
        for (int scale = 0; scale < (_pyramid is null ? Options.Scales : 1); scale++)
        {
            PatchBox box = Box(scale);
            for (int channel = 0; channel < size.Channels; channel++)
            {
                Span<float> values = glimpse.Slice((scale * size.Channels + channel) * patch, patch);
                Pool(pixels.Slice(channel * plane, plane), size, box, values);
            }
        }
        for (int scale = 0; Options.Outside > 0 && scale < Options.Scales; scale++)
        {
            PatchBox box = Options.Box(scale, location.X, location.Y, image.Width, image.Height);
            AddOutside(box, image, glimpse.Slice(scale * apart, apart));
        }

        PatchBox Box(int scale)
        {
            PatchBox box = Options.Box(scale, location.X, location.Y, image.Width, image.Height);
            return new(box.Left - origin.X, box.Top - origin.Y, box.Side);
        }
    }

    /// <summary>Adds the pixels outside of the image to the patches of one scale [C, G, G], which have counted them as black.</summary>
    private void AddOutside(PatchBox box, ImageSize size, Span<float> patches)
    {
        int side = Options.PatchSide, factor = box.Side / side;
        for (int i = 0; i < patches.Length; i++)
        {
            int inside = Inside(box.Left + i % side * factor, factor, size.Width)
                * Inside(box.Top + i / side % side * factor, factor, size.Height);
            patches[i] += (float)(Options.Outside * (1 - inside / (double)(factor * factor)));
        }

        static int Inside(int first, int count, int size) => Math.Max(Math.Min(first + count, size) - Math.Max(first, 0), 0);
    }

    /// <summary>Pools a box of one channel to G×G: sums rows first, many columns at a time, then columns.</summary>
    private void Pool(ReadOnlySpan<byte> plane, ImageSize size, PatchBox box, Span<float> patch)
    {
        int factor = box.Side / Options.PatchSide;
        int left = Math.Max(box.Left, 0), right = Math.Min(box.Left + box.Side, size.Width);
        int first = Math.Max(box.Top, 0), end = Math.Min(box.Top + box.Side, size.Height);
        if (left >= right || first >= end)
        {
            patch.Clear();
            return;
        }
        bool isCut = right - left < box.Side || end - first < box.Side;
        float weight = RowScaling.Weight(factor);
        if (factor == 1)
        {
            if (isCut)
            {
                patch.Clear();
            }
            RowScaling.Scale(
                plane[(first * size.Width + left)..], size.Width, weight,
                patch[((first - box.Top) * box.Side + left - box.Left)..], box.Side, end - first, right - left);
            return;
        }
        Span<ushort> sums = _sums.AsSpan(0, Options.PatchSide * box.Side);
        if (isCut)
        {
            sums.Clear();
        }
        ref byte corner = ref MemoryMarshal.GetReference(plane[(first * size.Width + left)..((end - 1) * size.Width + right)]);
        for (int row = 0; row < Options.PatchSide; row++)
        {
            int top = Math.Max(box.Top + row * factor, first);
            int bottom = Math.Min(box.Top + (row + 1) * factor, end);
            if (top < bottom)
            {
                ref byte from = ref Unsafe.Add(ref corner, (top - first) * size.Width);
                AddRows(ref from, size.Width, bottom - top, sums.Slice(row * box.Side + left - box.Left, right - left));
            }
        }
        for (int value = 0; value < patch.Length; value++)
        {
            int sum = 0;
            for (int i = value * factor; i < (value + 1) * factor; i++)
            {
                sum += sums[i];
            }
            patch[value] = sum * weight;
        }
    }

    /// <summary>Sums each column over some rows, sixteen columns at a time; the last vector may overlap the one before.</summary>
    private static void AddRows(ref byte pixels, int stride, int rows, Span<ushort> sums)
    {
        const int Wide = 16;
        int count = sums.Length;
        for (int column = 0; column < count && count >= Wide; column += Wide)
        {
            int at = Math.Min(column, count - Wide);
            Vector256<ushort> sum = Vector256<ushort>.Zero;
            for (int row = 0; row < rows; row++)
            {
                sum += Vector256.WidenLower(Vector128.LoadUnsafe(ref Unsafe.Add(ref pixels, row * stride + at)).ToVector256Unsafe());
            }
            sum.StoreUnsafe(ref MemoryMarshal.GetReference(sums), (nuint)at);
        }
        for (int column = 0; column < count && count < Wide; column++)
        {
            int sum = 0;
            for (int row = 0; row < rows; row++)
            {
                sum += Unsafe.Add(ref pixels, row * stride + column);
            }
            sums[column] = (ushort)sum;
        }
    }
}
