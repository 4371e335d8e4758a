using System.Buffers.Binary;
using System.IO.Compression;

namespace Saccade.Tests.Imaging;

/// <summary>Writes PNG files of every depth and kind, chunk by chunk.</summary>
internal static class RawPng
{
    /// <summary>A PNG of one row.</summary>
    /// <param name="width">Its pixels.</param>
    /// <param name="depth">Bits of a sample.</param>
    /// <param name="kind">0 gray, 2 colours, 3 palette, 4 gray and alpha, 6 colours and alpha.</param>
    /// <param name="row">The samples, packed.</param>
    /// <param name="palette">Red, green and blue of each entry of a palette.</param>
    /// <param name="transparent">The content of tRNS; null for none.</param>
    public static byte[] Row(int width, byte depth, byte kind, byte[] row, byte[]? palette = null, byte[]? transparent = null)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        header[7] = 1;
        (header[8], header[9]) = (depth, kind);
        using MemoryStream packed = new();
        using (ZLibStream deflate = new(packed, CompressionMode.Compress, leaveOpen: true))
        {
            deflate.Write([0, .. row]);
        }
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, .. "\n"u8,
            .. Chunk("IHDR"u8, header),
            .. palette is null ? [] : Chunk("PLTE"u8, palette),
            .. transparent is null ? [] : Chunk("tRNS"u8, transparent),
            .. Chunk("IDAT"u8, packed.ToArray()),
            .. Chunk("IEND"u8, []),
        ];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] content)
    {
        byte[] chunk = [0, 0, 0, 0, .. name, .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4, chunk.Length - 8)));
        return chunk;
    }

    /// <summary>The checksum of a chunk, bit by bit.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
            }
        }
        return ~crc;
    }
}
