using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Saccade.Model;

/// <summary>Makes pixels, or sums of pixels, values of the retina: rows of whole numbers, times a scale.</summary>
internal static class RetinaValues
{
    private const int Wide = 8;

    /// <summary>What the sum of factor × factor pixels is multiplied by, to be their mean of 0 to 1.</summary>
    public static float Weight(int factor) => 1f / (255f * factor * factor);

    /// <summary>Scales rows of numbers.</summary>
    /// <typeparam name="T">8 or 16 bits without a sign.</typeparam>
    /// <param name="numbers">The first row and what follows.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="scale">What a number is multiplied by.</param>
    /// <param name="values">Receives the first row and what follows.</param>
    /// <param name="valueStride">From one row to the next.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many numbers are in a row.</param>
    public static void Scale<T>(ReadOnlySpan<T> numbers, int stride, float scale, Span<float> values, int valueStride, int rows, int columns)
        where T : unmanaged
    {
        if (rows == 0)
        {
            return;
        }
        ref T from = ref MemoryMarshal.GetReference(numbers[..((rows - 1) * stride + columns)]);
        ref float to = ref MemoryMarshal.GetReference(values[..((rows - 1) * valueStride + columns)]);
        // Twice as many at a time where what is too much belongs to the next row, which comes later.
        bool runsOver = Vector512.IsHardwareAccelerated && valueStride == columns && columns is > Wide and <= 2 * Wide;
        int row = 0;
        for (; runsOver && row < rows - 1; row++)
        {
            Vector512<uint> sixteen = Vector512.WidenLower(Sixteen(ref Unsafe.Add(ref from, row * stride)).ToVector512Unsafe());
            (Vector512.ConvertToSingle(sixteen.AsInt32()) * scale).StoreUnsafe(ref to, (nuint)(row * valueStride));
        }
        for (; row < rows; row++)
        {
            ref T numbersOfRow = ref Unsafe.Add(ref from, row * stride);
            ref float valuesOfRow = ref Unsafe.Add(ref to, row * valueStride);
            // The last ones may be made twice, with the same result.
            for (int column = 0; column < columns && columns >= Wide; column += Wide)
            {
                int at = Math.Min(column, columns - Wide);
                Vector256<uint> eight = Vector256.WidenLower(Eight(ref Unsafe.Add(ref numbersOfRow, at)).ToVector256Unsafe());
                (Vector256.ConvertToSingle(eight.AsInt32()) * scale).StoreUnsafe(ref valuesOfRow, (nuint)at);
            }
            for (int column = 0; column < columns && columns < Wide; column++)
            {
                Unsafe.Add(ref valuesOfRow, column) = One(ref Unsafe.Add(ref numbersOfRow, column)) * scale;
            }
        }
    }

    private static Vector256<ushort> Sixteen<T>(ref T from) => typeof(T) == typeof(byte)
        ? Vector256.WidenLower(Vector128.LoadUnsafe(ref Unsafe.As<T, byte>(ref from)).ToVector256Unsafe())
        : Vector256.LoadUnsafe(ref Unsafe.As<T, ushort>(ref from));

    private static Vector128<ushort> Eight<T>(ref T from) => typeof(T) == typeof(byte)
        ? Vector128.WidenLower(Vector64.LoadUnsafe(ref Unsafe.As<T, byte>(ref from)).ToVector128Unsafe())
        : Vector128.LoadUnsafe(ref Unsafe.As<T, ushort>(ref from));

    private static int One<T>(ref T from) => typeof(T) == typeof(byte) ? Unsafe.As<T, byte>(ref from) : Unsafe.As<T, ushort>(ref from);
}
