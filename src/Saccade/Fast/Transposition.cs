using System.Runtime.Intrinsics;

namespace Saccade.Fast;

/// <summary>Copies a matrix with its rows and columns exchanged, sixteen elements at a time.</summary>
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
        for (; row + Side <= rows; row += Side, from += Side * fromStep, to += Side)
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
        Vector128<float> ab = Weave(a.GetLower(), b.GetLower()), cd = Weave(c.GetLower(), d.GetLower());
        Vector128.Create(ab.GetLower(), cd.GetLower()).Store(to);
        Vector128.Create(ab.GetUpper(), cd.GetUpper()).Store(to + toStep);
        (ab, cd) = (Weave(a.GetUpper(), b.GetUpper()), Weave(c.GetUpper(), d.GetUpper()));
        Vector128.Create(ab.GetLower(), cd.GetLower()).Store(to + 2 * toStep);
        Vector128.Create(ab.GetUpper(), cd.GetUpper()).Store(to + 3 * toStep);
    }

    /// <summary>a0 b0 a1 b1.</summary>
    private static Vector128<float> Weave(Vector64<float> a, Vector64<float> b) =>
        Vector128.Shuffle(Vector128.Create(a, b), Vector128.Create(0, 2, 1, 3));

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
