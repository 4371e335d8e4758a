using System.Runtime.InteropServices;

namespace Saccade.Data.Formats;

/// <summary>An array of a NumPy archive: name, shape and elements in row-major order.</summary>
public sealed class NumpyArray
{
    internal const string Bytes = "|u1";

    internal NumpyArray(string name, string type, IReadOnlyList<int> shape, Action<Stream> write) =>
        (Name, Type, Shape, Write) = (name, type, shape, write);

    /// <summary>Its name in the archive.</summary>
    public string Name { get; }

    /// <summary>Its shape.</summary>
    public IReadOnlyList<int> Shape { get; }

    internal string Type { get; }

    internal Action<Stream> Write { get; }

    /// <summary>An array of uint8.</summary>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    public static NumpyArray Of(string name, byte[] values, params int[] shape) => Of(name, Bytes, values, shape);

    /// <summary>An array of int32.</summary>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    public static NumpyArray Of(string name, int[] values, params int[] shape) => Of(name, "<i4", values, shape);

    /// <summary>An array of float32.</summary>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    public static NumpyArray Of(string name, float[] values, params int[] shape) => Of(name, "<f4", values, shape);

    private static NumpyArray Of<T>(string name, string type, T[] values, int[] shape) where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        long elements = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (elements != values.Length)
        {
            throw new ArgumentException(
                $"The array {name} has {values.Length} values; its shape ({string.Join(", ", shape)}) needs {elements}.", nameof(values));
        }
        return new(name, type, [.. shape], stream => WriteValues(stream, values));
    }

    private static void WriteValues<T>(Stream stream, T[] values) where T : unmanaged
    {
        // In chunks, because a span of bytes holds less than an array of floats may.
        const int Chunk = 1 << 22;
        for (int start = 0; start < values.Length; start += Chunk)
        {
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(Chunk, values.Length - start))));
        }
    }
}
