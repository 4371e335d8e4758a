using System.Runtime.InteropServices;

namespace Saccade.Checkpoints;

/// <summary>The element types of safetensors files; floating-point numbers become 32-bit ones.</summary>
internal static class TensorType
{
    public const string Float32 = "F32";
    private const string Float64 = "F64";
    private const string Float16 = "F16";
    private const string BrainFloat16 = "BF16";

    /// <summary>The types whose values are read.</summary>
    public const string Readable = "F64, F32, F16 and BF16";

    public static bool IsReadable(string type) => type is Float64 or Float32 or Float16 or BrainFloat16;

    /// <summary>Bytes of an element; null for a type that is unknown.</summary>
    public static int? Bytes(string type) => type switch
    {
        Float64 or "I64" or "U64" => 8,
        Float32 or "I32" or "U32" => 4,
        Float16 or BrainFloat16 or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 1,
        _ => null,
    };

    /// <summary>Converts elements. A 64-bit number beyond the range of 32 bits becomes infinite.</summary>
    public static void Convert(string type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (type)
        {
            case Float64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), values);
                break;
            case Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            case BrainFloat16:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < upper.Length; i++)
                {
                    values[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                }
                break;
            default:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
        }
    }
}
