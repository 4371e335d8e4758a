using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Saccade.Checkpoints;

/// <summary>Reads a safetensors file; allocates no more memory than the length of the file, twice that for 16-bit numbers.</summary>
internal static class TensorFileReader
{
    // A multiple of the size of every type.
    private const int ChunkBytes = 1 << 16;

    /// <param name="stream">The content.</param>
    /// <param name="acceptChanged">Whether the checksum may belong to other content.</param>
    /// <exception cref="SaccadeException">The content is wrong; the error has no path.</exception>
    public static TensorFile Read(Stream stream, bool acceptChanged)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        if (stream.Length < prefix.Length)
        {
            throw TensorFile.Damaged($"it has {stream.Length} bytes");
        }
        stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > TensorHeader.MaxBytes)
        {
            throw TensorFile.Damaged($"it does not begin with the length of a header, at most {TensorHeader.MaxBytes} bytes");
        }
        long dataLength = stream.Length - prefix.Length - (long)headerLength;
        if (dataLength < 0)
        {
            throw TensorFile.Damaged($"it announces a header of {headerLength} bytes, but has {stream.Length}");
        }
        byte[] json = new byte[(int)headerLength];
        stream.ReadExactly(json);
        TensorHeader header = TensorHeader.Parse(json);
        TensorEntry[] stored = InOrderOfData(header.Entries, dataLength);

        string? checksum = TakeChecksum(header, json, acceptChanged);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(prefix);
        hash.AppendData(json);
        Dictionary<string, float[]> values = [];
        foreach (TensorEntry entry in stored)
        {
            if (ReadValues(stream, entry, hash) is float[] read)
            {
                values.Add(entry.Name, read);
            }
        }
        if (!acceptChanged && checksum is not null && checksum != Convert.ToHexStringLower(hash.GetCurrentHash()))
        {
            throw new ChangedContentException("its checksum does not fit its content, which was changed after it was written");
        }
        return new TensorFile(
            [.. header.Entries.Where(entry => values.ContainsKey(entry.Name)).Select(entry => new NamedTensor(
                entry.Name, entry.Shape, values[entry.Name]))],
            header.Metadata)
        {
            Stored = [.. header.Entries.Select(entry => new SkippedTensor(entry.Name, entry.Type, entry.Shape))],
        };
    }

    /// <summary>Reads a tensor; null for one whose type is not read.</summary>
    private static float[]? ReadValues(Stream stream, TensorEntry entry, IncrementalHash hash)
    {
        float[]? values = TensorType.IsReadable(entry.Type)
            ? new float[(entry.End - entry.Begin) / TensorType.Bytes(entry.Type)!.Value]
            : null;
        if (values is not null && entry.Type == TensorType.Float32)
        {
            Span<byte> whole = MemoryMarshal.AsBytes(values.AsSpan());
            stream.ReadExactly(whole);
            hash.AppendData(whole);
            return values;
        }
        byte[] chunk = new byte[Math.Min(ChunkBytes, entry.End - entry.Begin)];
        int done = 0;
        for (long at = entry.Begin; at < entry.End; at += chunk.Length)
        {
            Span<byte> bytes = chunk.AsSpan(0, (int)Math.Min(chunk.Length, entry.End - at));
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
            if (values is not null)
            {
                int count = bytes.Length / TensorType.Bytes(entry.Type)!.Value;
                TensorType.Convert(entry.Type, bytes, values.AsSpan(done, count));
                done += count;
            }
        }
        return values;
    }

    private static TensorEntry[] InOrderOfData(List<TensorEntry> entries, long dataLength)
    {
        TensorEntry[] stored = [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        long end = 0;
        foreach (TensorEntry entry in stored)
        {
            if (entry.Begin != end)
            {
                throw TensorFile.Damaged(
                    $"tensor {TensorFile.Quote(entry.Name)} begins at {entry.Begin} of the data, where {end} was expected");
            }
            end = entry.End;
        }
        return end == dataLength
            ? stored
            : throw TensorFile.Damaged($"its tensors make {end} bytes, but {dataLength} bytes of data are there");
    }

    /// <summary>Removes the checksum from the metadata and zeroes its digits in the header; null for files of other programs.</summary>
    private static string? TakeChecksum(TensorHeader header, byte[] json, bool acceptChanged)
    {
        bool ours = header.Metadata.Remove(TensorHeader.VersionKey);
        if (!header.Metadata.Remove(TensorHeader.ChecksumKey, out string? checksum))
        {
            return ours && !acceptChanged
                ? throw new ChangedContentException("its checksum is missing, which was removed after it was written") : null;
        }
        json.AsSpan(header.ChecksumAt, TensorHeader.ChecksumDigits).Fill((byte)'0');
        return checksum;
    }
}
