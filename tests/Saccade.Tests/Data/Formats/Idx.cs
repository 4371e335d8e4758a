using System.Buffers.Binary;
using System.IO.Compression;

namespace Saccade.Tests.Data.Formats;

/// <summary>Makes IDX files byte by byte, right and wrong ones.</summary>
internal static class Idx
{
    public static byte[] Header(byte type, params uint[] sizes)
    {
        byte[] header = new byte[4 + 4 * sizes.Length];
        (header[2], header[3]) = (type, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4 + 4 * i), sizes[i]);
        }
        return header;
    }

    /// <summary>A whole file whose elements count up from <paramref name="first"/>.</summary>
    public static byte[] Counting(int first, params uint[] sizes)
    {
        int total = (int)sizes.Aggregate(1u, (product, size) => product * size);
        return [.. Header(0x08, sizes), .. Enumerable.Range(first, total).Select(i => (byte)i)];
    }

    public static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }
        return packed.ToArray();
    }
}
