using System.Runtime.InteropServices;

namespace Saccade.Data;

/// <summary>An array of a NumPy archive: its name, its shape, and its elements, the last index fastest.</summary>
public sealed class NumpyArray
{
    internal const string Bytes = "|u1";

    internal NumpyArray(string name, string type, IReadOnlyList<int> shape, Action<Stream> write) =>
        (Name, Type, Shape, Write) = (name, type, shape, write);

    /// <summary>The name by which it is found in the archive.</summary>
    public string Name { get; }

    /// <summary>The sizes of its dimensions.</summary>
    public IReadOnlyList<int> Shape { get; }

    internal string Type { get; }

    internal Action<Stream> Write { get; }

    /// <summary>An array of uint8.</summary>
    /// <exception cref="ArgumentException">The shape has not as many elements as there are values.</exception>
    public static NumpyArray Of(string name, byte[] values, params int[] shape) => Of(name, Bytes, values, shape);

    /// <summary>An array of int32.</summary>
    /// <exception cref="ArgumentException">The shape has not as many elements as there are values.</exception>
    public static NumpyArray Of(string name, int[] values, params int[] shape) => Of(name, "<i4", values, shape);

    /// <summary>An array of float32.</summary>
    /// <exception cref="ArgumentException">The shape has not as many elements as there are values.</exception>
    public static NumpyArray Of(string name, float[] values, params int[] shape) => Of(name, "<f4", values, shape);

    private static NumpyArray Of<T>(string name, string type, T[] values, int[] shape) where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        long elements = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (elements != values.Length)
        {
            throw new ArgumentException($"The array {name} has {values.Length} values; its shape ({string.Join(", ", shape)}) needs {elements}.", nameof(values));
        }
        return new(name, type, [.. shape], stream => WriteValues(stream, values));
    }

    private static void WriteValues<T>(Stream stream, T[] values) where T : unmanaged
    {
        if (BitConverter.IsLittleEndian)
        {
            // In pieces, because a span of bytes holds less than an array of floats may.
            int size = Marshal.SizeOf<T>(), piece = (1 << 24) / size;
            for (int at = 0; at < values.Length; at += piece)
            {
                stream.Write(MemoryMarshal.AsBytes(values.AsSpan(at, Math.Min(piece, values.Length - at))));
            }
            return;
        }
        foreach (T value in values)
        {
            byte[] bytes = MemoryMarshal.AsBytes<T>([value]).ToArray();
            Array.Reverse(bytes);
            stream.Write(bytes);
        }
    }
}
