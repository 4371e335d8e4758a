using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Saccade.Sensing;

/// <summary>
/// Pools the nested patches of a sensor with scale factor 2: the pixels of the widest patch are summed by 2×2, the sums again, and so on.
/// The middle of each level is the patch of one scale.
/// </summary>
internal sealed class PatchPyramid
{
    private const int VectorBytes = 64;
    private const int MostScales = 5; // sums of 16×16 pixels fit into 16 bits

    private readonly int _patchSide;
    private readonly int _side; // of the widest patch
    private readonly ushort[][] _levels; // sums of 2ⁱ×2ⁱ pixels at level i; none at level 0
    private readonly sbyte[] _ramp; // zeros for a row of pixels, then ones
    private readonly byte[] _rows; // two rows of pixels

    public PatchPyramid(SensorOptions options)
    {
        _patchSide = options.PatchSide;
        _side = options.PatchExtent(options.Scales - 1);
        _levels = new ushort[options.Scales][];
        for (int level = 1; level < options.Scales; level++)
        {
            _levels[level] = new ushort[(_side >> level) * Stride(level)];
        }
        _ramp = [.. Enumerable.Repeat((sbyte)0, Stride(0)), .. Enumerable.Repeat((sbyte)1, Stride(0))];
        _rows = new byte[2 * Stride(0)];
    }

    /// <summary>Whether a pyramid can pool the patches of these options.</summary>
    public static bool Covers(SensorOptions options) =>
        options is { ScaleFactor: 2, Scales: > 1 and <= MostScales } && options.PatchSide % 2 == 0;

    /// <summary>Pools all patches of one channel except the first; values of scale i start at i·<paramref name="apart"/>.</summary>
    public void Pool(ReadOnlySpan<byte> plane, ImageSize size, PatchBox widest, Span<float> patches, int apart)
    {
        AddPixels(plane, size, widest);
        for (int level = 1; level < _levels.Length; level++)
        {
            if (level > 1)
            {
                AddSums(level);
            }
            TakeMiddle(level, patches.Slice(level * apart, _patchSide * _patchSide));
        }
    }

    /// <summary>The distance of two rows of a level, a multiple of a vector.</summary>
    private int Stride(int level)
    {
        int vector = level == 0 ? VectorBytes : VectorBytes / sizeof(ushort);
        return ((_side >> level) + vector - 1) / vector * vector;
    }

    /// <summary>Computes level 1 from the pixels.</summary>
    private void AddPixels(ReadOnlySpan<byte> plane, ImageSize size, PatchBox box)
    {
        (_, int height, int width) = size;
        int left = Math.Clamp(-box.Left, 0, _side), right = Math.Clamp(width - box.Left, left, _side);
        // The rows whose vectors lie within the plane, though they may extend into the rows before or after: usually all but one, so
        // that a search is faster than a division.
        (int firstRow, int endRow) = (0, height);
        while (firstRow < height && firstRow * width + box.Left < 0)
        {
            firstRow++;
        }
        while (endRow > firstRow && (endRow - 1) * width + box.Left + Stride(0) > plane.Length)
        {
            endRow--;
        }
        int pairs = _side / 2;
        int first = Math.Clamp((firstRow - box.Top + 1) >> 1, 0, pairs), end = Math.Clamp((endRow - box.Top) >> 1, first, pairs);
        if (first < end)
        {
            AddPairs(in plane[(box.Top + 2 * first) * width + box.Left], width, first, end, left, right);
        }
        int firstLit = Math.Clamp(-box.Top >> 1, 0, first), endLit = Math.Clamp((height - box.Top + 1) >> 1, end, pairs);
        for (int pair = firstLit; pair < first; pair++)
        {
            AddCopy(plane, size, box, pair, left, right);
        }
        for (int pair = end; pair < endLit; pair++)
        {
            AddCopy(plane, size, box, pair, left, right);
        }
        _levels[1].AsSpan(0, firstLit * Stride(1)).Clear();
        _levels[1].AsSpan(endLit * Stride(1)).Clear();
    }

    /// <summary>Sums a pair of rows that is partly outside of the image, or too close to its beginning or end, from a copy.</summary>
    private void AddCopy(ReadOnlySpan<byte> plane, ImageSize size, PatchBox box, int pair, int left, int right)
    {
        for (int row = 0; row < 2; row++)
        {
            int y = box.Top + 2 * pair + row;
            Span<byte> copy = _rows.AsSpan(row * Stride(0) + left, right - left);
            if (y >= 0 && y < size.Height)
            {
                plane.Slice(y * size.Width + box.Left + left, right - left).CopyTo(copy);
            }
            else
            {
                copy.Clear();
            }
        }
        AddPairs(in _rows[0], Stride(0), pair, pair + 1, left, right);
    }

    /// <summary>Sums pixels by 2×2; columns outside of <paramref name="left"/> to <paramref name="right"/> count as black.</summary>
    private void AddPairs(ref readonly byte pixels, int width, int first, int end, int left, int right)
    {
        int stride = Stride(1), row = Stride(0);
        for (int column = 0; column < _side; column += VectorBytes)
        {
            Vector512<sbyte> inside = Vector512.LoadUnsafe(ref _ramp[row - left + column])
                - Vector512.LoadUnsafe(ref _ramp[row - right + column]);
            ref ushort sums = ref _levels[1][first * stride + column / 2];
            (nuint upper, nuint to) = ((nuint)column, 0);
            for (int pair = first; pair < end; pair++, upper += 2 * (nuint)width, to += (nuint)stride)
            {
                Vector512<short> fours = Pairs(Vector512.LoadUnsafe(in pixels, upper), inside)
                    + Pairs(Vector512.LoadUnsafe(in pixels, upper + (nuint)width), inside);
                fours.AsUInt16().StoreUnsafe(ref sums, to);
            }
        }
    }

    /// <summary>Computes a level from the level before.</summary>
    private void AddSums(int level)
    {
        int from = Stride(level - 1), to = Stride(level), side = _side >> level;
        for (int column = 0; column < side; column += VectorBytes / 4)
        {
            ref short fours = ref Unsafe.As<ushort, short>(ref _levels[level - 1][2 * column]);
            ref ushort sums = ref _levels[level][column];
            for (int row = 0; row < side; row++)
            {
                nuint upper = (nuint)(2 * row * from);
                Vector512<short> both = Vector512.LoadUnsafe(ref fours, upper) + Vector512.LoadUnsafe(ref fours, upper + (nuint)from);
                Narrow(Pairs(both)).StoreUnsafe(ref sums, (nuint)(row * to));
            }
        }
    }

    /// <summary>Writes the patch of a scale: the middle of its level, as means of 0 to 1.</summary>
    private void TakeMiddle(int level, Span<float> patch)
    {
        int margin = ((_side >> level) - _patchSide) / 2, stride = Stride(level);
        RowScaling.Scale<ushort>(
            _levels[level].AsSpan(margin * stride + margin), stride, RowScaling.Weight(1 << level),
            patch, _patchSide, _patchSide, _patchSide);
    }

    /// <summary>Sums of neighbouring pixels inside of the image.</summary>
    private static Vector512<short> Pairs(Vector512<byte> pixels, Vector512<sbyte> inside)
    {
        if (Avx512BW.IsSupported)
        {
            return Avx512BW.MultiplyAddAdjacent(pixels, inside);
        }
        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Avx2.MultiplyAddAdjacent(pixels.GetLower(), inside.GetLower()),
                Avx2.MultiplyAddAdjacent(pixels.GetUpper(), inside.GetUpper()));
        }
        Vector512<ushort> both = (pixels & (-inside).AsByte()).AsUInt16();
        return ((both & Vector512.Create((ushort)0xFF)) + (both >>> 8)).AsInt16();
    }

    /// <summary>Sums of neighbouring non-negative values.</summary>
    private static Vector512<uint> Pairs(Vector512<short> sums) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(sums, Vector512<short>.One).AsUInt32()
        : (sums.AsUInt32() & Vector512.Create(0xFFFFu)) + (sums.AsUInt32() >>> 16);

    private static Vector256<ushort> Narrow(Vector512<uint> sums) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector256UInt16(sums)
        : Vector256.Narrow(sums.GetLower(), sums.GetUpper());
}
