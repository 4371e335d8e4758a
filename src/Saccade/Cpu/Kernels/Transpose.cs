using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Saccade.Cpu.Kernels;

/// <summary>Transposes a matrix, eight by eight elements at a time where the processor can interleave vectors.</summary>
internal static unsafe class Transpose
{
    private const int Side = 8;

    /// <summary>to[column, row] = from[row, column]; the steps are the distances from one row to the next.</summary>
    public static void Copy(float* from, nint fromStep, float* to, nint toStep, int rows, int columns)
    {
        int row = 0;
        for (; Avx.IsSupported && row + Side <= rows; row += Side, from += Side * fromStep, to += Side)
        {
            int column = 0;
            for (; column + Side <= columns; column += Side)
            {
                Tile(from + column, fromStep, to + column * toStep, toStep);
            }
            Rest(from, fromStep, to, toStep, Side, column, columns);
        }
        Rest(from, fromStep, to, toStep, rows - row, 0, columns);
    }

    /// <summary>Two halves of a tile: columns 0, 1, 4 and 5, then 2, 3, 6 and 7.</summary>
    private static void Tile(float* from, nint fromStep, float* to, nint toStep)
    {
        (Vector256<float> a, Vector256<float> b) = (Vector256.Load(from), Vector256.Load(from + fromStep));
        (Vector256<float> c, Vector256<float> d) = (Vector256.Load(from + 2 * fromStep), Vector256.Load(from + 3 * fromStep));
        (Vector256<float> e, Vector256<float> f) = (Vector256.Load(from + 4 * fromStep), Vector256.Load(from + 5 * fromStep));
        (Vector256<float> g, Vector256<float> h) = (Vector256.Load(from + 6 * fromStep), Vector256.Load(from + 7 * fromStep));
        Interleave(Avx.UnpackLow(a, b), Avx.UnpackLow(c, d), Avx.UnpackLow(e, f), Avx.UnpackLow(g, h), to, toStep);
        Interleave(Avx.UnpackHigh(a, b), Avx.UnpackHigh(c, d), Avx.UnpackHigh(e, f), Avx.UnpackHigh(g, h), to + 2 * toStep, toStep);
    }

    /// <summary>From interleaved pairs of rows to two columns of the left and two of the right half.</summary>
    private static void Interleave(
        Vector256<float> ab, Vector256<float> cd, Vector256<float> ef, Vector256<float> gh, float* to, nint toStep)
    {
        const byte Firsts = 0b01_00_01_00, Seconds = 0b11_10_11_10, Left = 0x20, Right = 0x31;
        (Vector256<float> top, Vector256<float> bottom) = (Avx.Shuffle(ab, cd, Firsts), Avx.Shuffle(ef, gh, Firsts));
        Avx.Permute2x128(top, bottom, Left).Store(to);
        Avx.Permute2x128(top, bottom, Right).Store(to + 4 * toStep);
        (top, bottom) = (Avx.Shuffle(ab, cd, Seconds), Avx.Shuffle(ef, gh, Seconds));
        Avx.Permute2x128(top, bottom, Left).Store(to + toStep);
        Avx.Permute2x128(top, bottom, Right).Store(to + 5 * toStep);
    }

    private static void Rest(float* from, nint fromStep, float* to, nint toStep, int rows, int firstColumn, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = firstColumn; column < columns; column++)
            {
                to[column * toStep + row] = from[row * fromStep + column];
            }
        }
    }
}
