using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Saccade.Fast;

/// <summary>Copies a matrix with its rows and columns exchanged, sixteen elements at a time where the processor can weave vectors.</summary>
internal static unsafe class Transposition
{
    private const int Side = 4;

    /// <summary>to[column, row] = from[row, column].</summary>
    /// <param name="from">The matrix, [rows, columns].</param>
    /// <param name="fromStep">From one of its rows to the next.</param>
    /// <param name="to">Receives [columns, rows].</param>
    /// <param name="toStep">From one of these rows to the next.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    public static void Copy(float* from, nint fromStep, float* to, nint toStep, int rows, int columns)
    {
        int row = 0;
        for (; Sse.IsSupported && row + Side <= rows; row += Side, from += Side * fromStep, to += Side)
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

    private static void Tile(float* from, nint fromStep, float* to, nint toStep)
    {
        Vector128<float> a = Vector128.Load(from), b = Vector128.Load(from + fromStep);
        Vector128<float> c = Vector128.Load(from + 2 * fromStep), d = Vector128.Load(from + 3 * fromStep);
        (Vector128<float> low, Vector128<float> high) = (Sse.UnpackLow(a, b), Sse.UnpackLow(c, d));
        Sse.MoveLowToHigh(low, high).Store(to);
        Sse.MoveHighToLow(high, low).Store(to + toStep);
        (low, high) = (Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d));
        Sse.MoveLowToHigh(low, high).Store(to + 2 * toStep);
        Sse.MoveHighToLow(high, low).Store(to + 3 * toStep);
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
