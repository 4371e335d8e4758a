using System.Buffers.Binary;

namespace Saccade.Experiments.Import.Formats;

/// <summary>A type of floating-point numbers; they become 32-bit ones.</summary>
/// <param name="Bytes">Bytes of a number.</param>
/// <param name="ToSingle">Converts one number of that length.</param>
internal sealed record NumberType(int Bytes, NumberType.Conversion ToSingle)
{
    /// <summary>Converts the bytes of one number.</summary>
    public delegate float Conversion(ReadOnlySpan<byte> number);

    public static NumberType Half { get; } = new(2, number => (float)BinaryPrimitives.ReadHalfLittleEndian(number));

    public static NumberType BrainFloat { get; } =
        new(2, number => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(number) << 16));

    public static NumberType Single { get; } = new(4, BinaryPrimitives.ReadSingleLittleEndian);

    public static NumberType Double { get; } = new(8, number => (float)BinaryPrimitives.ReadDoubleLittleEndian(number));

    /// <summary>Converts numbers that lie one behind the other.</summary>
    public float[] Read(ReadOnlySpan<byte> numbers)
    {
        float[] values = new float[numbers.Length / Bytes];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ToSingle(numbers.Slice(i * Bytes, Bytes));
        }
        return values;
    }
}
