using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Saccade.Geometry;

namespace Saccade.Model;

/// <summary>
/// Pools the nested patches of a sensor of which each is twice as wide as the one before: the pixels of the widest are
/// added up by two times two, the sums again, and so on. Each level holds the patch of one scale in its middle.
/// </summary>
internal sealed class PatchPyramid
{
    private const int Wide = 64; // bytes of a vector
    private const int MostScales = 5; // sums of 16×16 pixels still fit into 16 bits

    private readonly ImageSize _size;
    private readonly int _patchSide;
    private readonly int _side; // of the widest patch
    private readonly ushort[][] _levels; // of level i the sums of 2ⁱ×2ⁱ pixels; none for the pixels themselves
    private readonly sbyte[] _ramp; // as many zeros as a row of pixels is long, then as many ones
    private readonly byte[] _rows; // room for two rows of pixels

    public PatchPyramid(SensorOptions options, ImageSize size)
    {
        (_size, _patchSide) = (size, options.PatchSide);
        _side = options.PatchExtent(options.Scales - 1);
        _levels = new ushort[options.Scales][];
        for (int level = 1; level < options.Scales; level++)
        {
            _levels[level] = new ushort[(_side >> level) * Stride(level)];
        }
        _ramp = [.. Enumerable.Repeat((sbyte)0, Stride(0)), .. Enumerable.Repeat((sbyte)1, Stride(0))];
        _rows = new byte[2 * Stride(0)];
    }

    /// <summary>Whether the pooled pixels of each patch are those of the next by fours.</summary>
    public static bool Covers(SensorOptions options) =>
        options is { ScaleFactor: 2, Scales: > 1 and <= MostScales } && options.PatchSide % 2 == 0;

    /// <summary>Pools all patches of one channel but the first, whose pixels stay as they are.</summary>
    /// <param name="plane">Pixels [H, W].</param>
    /// <param name="widest">The last patch.</param>
    /// <param name="patches">Receives G×G values for scale i from i·<paramref name="apart"/> on.</param>
    /// <param name="apart">From one scale's values to the next's.</param>
    public void Pool(ReadOnlySpan<byte> plane, PatchBox widest, Span<float> patches, int apart)
    {
        AddPixels(plane, widest);
        for (int level = 1; level < _levels.Length; level++)
        {
            if (level > 1)
            {
                AddSums(level);
            }
            TakeMiddle(level, patches.Slice(level * apart, _patchSide * _patchSide));
        }
    }

    /// <summary>From one row of a level to the next: whole vectors of bytes, or of sums.</summary>
    private int Stride(int level)
    {
        int vector = level == 0 ? Wide : Wide / sizeof(ushort);
        return ((_side >> level) + vector - 1) / vector * vector;
    }

    /// <summary>The first level, of the pixels themselves.</summary>
    private void AddPixels(ReadOnlySpan<byte> plane, PatchBox box)
    {
        (_, int height, int width) = _size;
        int left = Math.Clamp(-box.Left, 0, _side), right = Math.Clamp(width - box.Left, left, _side);
        // Rows of which whole vectors can be read, though some of it belong to the rows before or after. Mostly it is all but one
        // row: looking is faster than dividing.
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
            AddCopy(plane, box, pair, left, right);
        }
        for (int pair = end; pair < endLit; pair++)
        {
            AddCopy(plane, box, pair, left, right);
        }
        _levels[1].AsSpan(0, firstLit * Stride(1)).Clear();
        _levels[1].AsSpan(endLit * Stride(1)).Clear();
    }

    /// <summary>Two rows that are, or of which a part is, outside of the image or at its very beginning or end.</summary>
    private void AddCopy(ReadOnlySpan<byte> plane, PatchBox box, int pair, int left, int right)
    {
        for (int row = 0; row < 2; row++)
        {
            int y = box.Top + 2 * pair + row;
            Span<byte> copy = _rows.AsSpan(row * Stride(0) + left, right - left);
            if (y >= 0 && y < _size.Height)
            {
                plane.Slice(y * _size.Width + box.Left + left, right - left).CopyTo(copy);
            }
            else
            {
                copy.Clear();
            }
        }
        AddPairs(in _rows[0], Stride(0), pair, pair + 1, left, right);
    }

    /// <summary>Adds up pixels by two times two, as far as they are inside, from column <paramref name="left"/> to before <paramref name="right"/>.</summary>
    private void AddPairs(ref readonly byte pixels, int width, int first, int end, int left, int right)
    {
        int stride = Stride(1), row = Stride(0);
        for (int column = 0; column < _side; column += Wide)
        {
            Vector512<sbyte> inside = Vector512.LoadUnsafe(ref _ramp[row - left + column]) - Vector512.LoadUnsafe(ref _ramp[row - right + column]);
            ref ushort sums = ref _levels[1][first * stride + column / 2];
            (nuint upper, nuint to) = ((nuint)column, 0);
            for (int pair = first; pair < end; pair++, upper += 2 * (nuint)width, to += (nuint)stride)
            {
                Vector512<short> fours = Pairs(Vector512.LoadUnsafe(in pixels, upper), inside) + Pairs(Vector512.LoadUnsafe(in pixels, upper + (nuint)width), inside);
                fours.AsUInt16().StoreUnsafe(ref sums, to);
            }
        }
    }

    /// <summary>A level of the sums of the one before.</summary>
    private void AddSums(int level)
    {
        int from = Stride(level - 1), to = Stride(level), side = _side >> level;
        for (int column = 0; column < side; column += Wide / 4)
        {
            ref short fours = ref Unsafe.As<ushort, short>(ref _levels[level - 1][2 * column]);
            ref ushort sums = ref _levels[level][column];
            for (int row = 0; row < side; row++)
            {
                nuint upper = (nuint)(2 * row * from);
                Narrow(Pairs(Vector512.LoadUnsafe(ref fours, upper) + Vector512.LoadUnsafe(ref fours, upper + (nuint)from))).StoreUnsafe(ref sums, (nuint)(row * to));
            }
        }
    }

    /// <summary>The patch of a scale: the middle of its level, as means of 0 to 1.</summary>
    private void TakeMiddle(int level, Span<float> patch)
    {
        int margin = ((_side >> level) - _patchSide) / 2, stride = Stride(level);
        RetinaValues.Scale<ushort>(_levels[level].AsSpan(margin * stride + margin), stride, RetinaValues.Weight(1 << level), patch, _patchSide, _patchSide, _patchSide);
    }

    /// <summary>Sums of neighbours that are inside.</summary>
    private static Vector512<short> Pairs(Vector512<byte> pixels, Vector512<sbyte> inside)
    {
        if (Avx512BW.IsSupported)
        {
            return Avx512BW.MultiplyAddAdjacent(pixels, inside);
        }
        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Avx2.MultiplyAddAdjacent(pixels.GetLower(), inside.GetLower()), Avx2.MultiplyAddAdjacent(pixels.GetUpper(), inside.GetUpper()));
        }
        Vector512<ushort> both = (pixels & (-inside).AsByte()).AsUInt16();
        return ((both & Vector512.Create((ushort)0xFF)) + (both >>> 8)).AsInt16();
    }

    /// <summary>Sums of neighbours, of which none is negative.</summary>
    private static Vector512<uint> Pairs(Vector512<short> sums) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(sums, Vector512<short>.One).AsUInt32()
        : (sums.AsUInt32() & Vector512.Create(0xFFFFu)) + (sums.AsUInt32() >>> 16);

    private static Vector256<ushort> Narrow(Vector512<uint> sums) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector256UInt16(sums)
        : Vector256.Narrow(sums.GetLower(), sums.GetUpper());
}
