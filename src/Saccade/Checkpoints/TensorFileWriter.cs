using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Saccade.Checkpoints;

/// <summary>Writes a safetensors file: length of the header, header, tensors.</summary>
internal static class TensorFileWriter
{
    private const int Alignment = 8;

    /// <summary>The bytes before the data: length of the header and header, with the checksum.</summary>
    /// <exception cref="SaccadeException">A name or shape is wrong.</exception>
    public static byte[] Opening(TensorFile file)
    {
        Check(file);
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            WriteHeader(writer, file);
        }
        int length = (json.WrittenCount + Alignment - 1) / Alignment * Alignment;
        if (length > TensorHeader.MaxBytes)
        {
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: "header", Value: length,
                Allowed: $"up to {TensorHeader.MaxBytes} bytes of names, shapes and metadata"));
        }
        byte[] opening = new byte[sizeof(ulong) + length];
        opening.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteUInt64LittleEndian(opening, (ulong)length);
        json.WrittenSpan.CopyTo(opening.AsSpan(sizeof(ulong)));
        FillChecksum(opening, file.Tensors);
        return opening;
    }

    public static void Write(Stream stream, byte[] opening, IReadOnlyList<NamedTensor> tensors)
    {
        stream.Write(opening);
        foreach (NamedTensor tensor in tensors)
        {
            stream.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
        }
    }

    private static void Check(TensorFile file)
    {
        HashSet<string> names = [TensorHeader.MetadataKey];
        foreach (NamedTensor tensor in file.Tensors)
        {
            if (!names.Add(tensor.Name))
            {
                throw new SaccadeException(new(ErrorKind.Exists, Key: tensor.Name, Detail: "another tensor has this name"));
            }
            if (tensor.Shape.Any(length => length < 0)
                || tensor.Shape.Aggregate(1.0, (count, length) => count * length) != tensor.Values.Length)
            {
                throw new SaccadeException(new(
                    ErrorKind.Mismatch, Key: tensor.Name,
                    Detail: $"a tensor of shape [{string.Join(", ", tensor.Shape)}] cannot have {tensor.Values.Length} values"));
            }
        }
        if (file.Metadata.ContainsKey(TensorHeader.ChecksumKey) || file.Metadata.ContainsKey(TensorHeader.VersionKey))
        {
            throw new SaccadeException(new(
                ErrorKind.NotAllowed,
                Detail: $"the metadata keys '{TensorHeader.ChecksumKey}' and '{TensorHeader.VersionKey}' are reserved",
                Remedy: "use others"));
        }
    }

    private static void WriteHeader(Utf8JsonWriter writer, TensorFile file)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(TensorHeader.MetadataKey);
        writer.WriteString(TensorHeader.VersionKey, TensorHeader.Version);
        writer.WriteString(TensorHeader.ChecksumKey, new string('0', TensorHeader.ChecksumDigits));
        foreach ((string key, string value) in file.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.WriteString(key, value);
        }
        writer.WriteEndObject();
        long begin = 0;
        foreach (NamedTensor tensor in file.Tensors)
        {
            long end = begin + (long)tensor.Values.Length * sizeof(float);
            writer.WriteStartObject(tensor.Name);
            writer.WriteString("dtype", TensorType.Float32);
            WriteNumbers(writer, "shape", tensor.Shape.Select(length => (long)length));
            WriteNumbers(writer, "data_offsets", [begin, end]);
            writer.WriteEndObject();
            begin = end;
        }
        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string key, IEnumerable<long> numbers)
    {
        writer.WriteStartArray(key);
        foreach (long number in numbers)
        {
            writer.WriteNumberValue(number);
        }
        writer.WriteEndArray();
    }

    private static void FillChecksum(byte[] opening, IReadOnlyList<NamedTensor> tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(opening);
        foreach (NamedTensor tensor in tensors)
        {
            hash.AppendData(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
        }
        byte[] key = Encoding.UTF8.GetBytes($"\"{TensorHeader.ChecksumKey}\":\"");
        // The first occurrence is the key: nothing that a caller chooses precedes it.
        int digits = opening.AsSpan().IndexOf(key) + key.Length;
        Encoding.UTF8.GetBytes(Convert.ToHexStringLower(hash.GetCurrentHash())).CopyTo(opening, digits);
    }
}
