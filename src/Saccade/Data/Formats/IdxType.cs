using System.Buffers.Binary;

namespace Saccade.Data.Formats;

/// <summary>The element types of IDX files, whose numbers are big-endian.</summary>
internal static class IdxType
{
    public const byte UnsignedByte = 0x08;
    public const byte Int32 = 0x0C;
    private const byte SignedByte = 0x09;
    private const byte Int16 = 0x0B;
    private const byte Float32 = 0x0D;
    private const byte Float64 = 0x0E;

    /// <summary>The types that are read.</summary>
    public const string Readable = "0x08, 0x09, 0x0B or 0x0C, whole numbers of 8, 16 or 32 bits";

    public static bool IsFloatingPoint(byte type) => type is Float32 or Float64;

    /// <summary>Bytes of an element; null for a type that is not read.</summary>
    public static int? Bytes(byte type) => type switch
    {
        UnsignedByte or SignedByte => 1,
        Int16 => 2,
        Int32 => 4,
        _ => null,
    };

    /// <summary>One element.</summary>
    public static int Read(byte type, ReadOnlySpan<byte> data, int index) => type switch
    {
        UnsignedByte => data[index],
        SignedByte => (sbyte)data[index],
        Int16 => BinaryPrimitives.ReadInt16BigEndian(data[(2 * index)..]),
        _ => BinaryPrimitives.ReadInt32BigEndian(data[(4 * index)..]),
    };
}
