using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Saccade.Sensing;

/// <summary>Converts pixels, or sums of pixels, to values of the retina: rows of integers times a scale.</summary>
internal static class RowScaling
{
    private const int Wide = 8;

    /// <summary>The scale that turns the sum of factor × factor pixels into their mean, 0 to 1.</summary>
    public static float Weight(int factor) => 1f / (255f * factor * factor);

    /// <summary>Scales rows of bytes or 16-bit numbers; a stride is the distance of two rows.</summary>
    public static void Scale<T>(
        ReadOnlySpan<T> numbers, int stride, float scale, Span<float> values, int valueStride, int rows, int columns) where T : unmanaged
    {
        if (rows == 0)
        {
            return;
        }
        ref T from = ref MemoryMarshal.GetReference(numbers[..((rows - 1) * stride + columns)]);
        ref float to = ref MemoryMarshal.GetReference(values[..((rows - 1) * valueStride + columns)]);
        // Sixteen at a time where the surplus falls into the next row, which is written later.
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
            // The last vector may overlap the one before, with the same result.
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
