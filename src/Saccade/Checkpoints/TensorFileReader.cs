using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Saccade.Checkpoints;

/// <summary>Reads a safetensors file; memory is taken only for what the file's length bears out.</summary>
internal static class TensorFileReader
{
    /// <exception cref="FormatException">The content is wrong; the message says how, without the file's name.</exception>
    public static TensorFile Read(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        if (stream.Length < prefix.Length)
        {
            throw new FormatException($"it has {stream.Length} bytes.");
        }
        stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > TensorHeader.MaxBytes)
        {
            throw new FormatException($"it does not begin with the length of a header, at most {TensorHeader.MaxBytes} bytes.");
        }
        long dataLength = stream.Length - prefix.Length - (long)headerLength;
        if (dataLength < 0)
        {
            throw new FormatException($"it announces a header of {headerLength} bytes, but has {stream.Length}.");
        }
        byte[] json = new byte[(int)headerLength];
        stream.ReadExactly(json);
        TensorHeader header = TensorHeader.Parse(json);
        TensorEntry[] stored = InOrderOfData(header.Entries, dataLength);

        string? checksum = TakeChecksum(header, json);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(prefix);
        hash.AppendData(json);
        Dictionary<string, float[]> values = [];
        foreach (TensorEntry entry in stored)
        {
            float[] buffer = new float[(entry.End - entry.Begin) / sizeof(float)];
            Span<byte> bytes = MemoryMarshal.AsBytes(buffer.AsSpan());
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
            values.Add(entry.Name, buffer);
        }
        if (checksum is not null && checksum != Convert.ToHexStringLower(hash.GetCurrentHash()))
        {
            throw new FormatException("its checksum does not fit its content.");
        }
        return new TensorFile([.. header.Entries.Select(e => new NamedTensor(e.Name, e.Shape, values[e.Name]))], header.Metadata);
    }

    private static TensorEntry[] InOrderOfData(List<TensorEntry> entries, long dataLength)
    {
        TensorEntry[] stored = [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        long end = 0;
        foreach (TensorEntry entry in stored)
        {
            if (entry.Begin != end)
            {
                throw new FormatException($"tensor {TensorFile.Quote(entry.Name)} begins at {entry.Begin} of the data, where {end} was expected.");
            }
            end = entry.End;
        }
        return end == dataLength
            ? stored
            : throw new FormatException($"its tensors make {end} bytes, but {dataLength} bytes of data are there.");
    }

    /// <summary>Takes the checksum out of the metadata and zeroes its digits in the header; null for files made elsewhere.</summary>
    private static string? TakeChecksum(TensorHeader header, byte[] json)
    {
        bool ours = header.Metadata.Remove(TensorHeader.VersionKey);
        if (!header.Metadata.Remove(TensorHeader.ChecksumKey, out string? checksum))
        {
            return ours ? throw new FormatException("its checksum is missing.") : null;
        }
        json.AsSpan(header.ChecksumAt, TensorHeader.ChecksumDigits).Fill((byte)'0');
        return checksum;
    }
}
