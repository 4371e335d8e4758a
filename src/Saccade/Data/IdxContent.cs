using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>
/// The checked content of an IDX file of unsigned bytes. The header is two zero bytes, the element type, the rank, and
/// as many big-endian 32-bit sizes; the elements follow, the last index fastest.
/// </summary>
internal sealed record IdxContent(byte[] Header, int[] Sizes, byte[] Data)
{
    public const byte UnsignedByte = 0x08;

    // DEFLATE spends at least two bits on a repetition, which makes at most 258 bytes.
    private const int MostUnpacking = 4 * 258;

    /// <summary>Reads a file, gzip'd or plain, whose rank must be one of <paramref name="ranks"/>.</summary>
    /// <exception cref="SaccadeException">The file can't be read, or is anything else than a whole IDX file of that rank.</exception>
    public static IdxContent Read(string path, string holds, params int[] ranks)
    {
        if (Directory.Exists(path)) throw Refuse(path, $"is a folder; give the IDX file that holds the {holds}");
        if (!File.Exists(path)) throw Refuse(path, "there is no such file");
        try
        {
            // Another process may replace a file of the cache meanwhile; the hash tells if it is whole.
            using FileStream file = RegularFile.Open(path, bufferSize: 1 << 16);
            if (file.Length == 0) throw Refuse(path, "is empty; fetch it again");
            if (!StartsGzip(file)) return Read(file, path, file.Length, holds, ranks);
            using GZipStream unpacked = new(file, CompressionMode.Decompress, leaveOpen: true);
            IdxContent content = Read(unpacked, path, file.Length * MostUnpacking, holds, ranks);
            return EndsGzip(file, content.Header.Length + (long)content.Data.Length)
                ? content
                : throw Refuse(path, "is a truncated gzip file, or one of several members; fetch it again");
        }
        catch (InvalidDataException damage)
        {
            throw Refuse(path, "is a damaged or truncated gzip file; fetch it again", damage);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refuse(path, $"can't be read: {failure.Message}", failure);
        }
    }

    /// <summary>SHA-256 of the unpacked file in small hexadecimal digits.</summary>
    public string Sha256()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Header);
        hash.AppendData(Data);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool StartsGzip(FileStream file)
    {
        bool gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return gzip;
    }

    // A gzip file ends with the length of what it holds. GZipStream itself is content when this trailer is cut off.
    private static bool EndsGzip(FileStream file, long unpacked)
    {
        byte[] trailer = new byte[sizeof(uint)];
        file.Seek(-trailer.Length, SeekOrigin.End);
        file.ReadExactly(trailer);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer) == (uint)unpacked;
    }

    // most: no stream of this file can hold more bytes; known before anything of it is unpacked, so that it bounds the memory.
    private static IdxContent Read(Stream stream, string path, long most, string holds, int[] ranks)
    {
        byte[] start = new byte[4];
        ReadHeader(stream, start, path);
        (byte type, byte rank) = (start[2], start[3]);
        if (start[0] != 0 || start[1] != 0)
        {
            throw Refuse(path, $"is not an IDX file: it begins with {Convert.ToHexString(start)}, not with two zero bytes");
        }
        if (type != UnsignedByte) throw Refuse(path, $"has elements of type 0x{type:X2}; only unsigned bytes (0x08) are read");
        if (!ranks.Contains(rank))
        {
            throw Refuse(path, $"has rank {rank}; {holds} have rank {string.Join(" or ", ranks)}. Are images and labels swapped?");
        }

        byte[] header = [.. start, .. new byte[4 * rank]];
        ReadHeader(stream, header.AsSpan(4), path);
        uint[] claimed = [.. Enumerable.Range(1, rank).Select(i => BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 * i)))];
        UInt128 total = claimed.Aggregate(UInt128.One, (product, size) => product * size);
        string sizes = string.Join("×", claimed);
        if (total == 0) throw Refuse(path, $"claims {sizes} elements, which is none");
        if (total > (UInt128)Array.MaxLength) throw Refuse(path, $"claims {sizes} elements; at most {Array.MaxLength} are read");
        if (total > (UInt128)(most - header.Length))
        {
            throw Refuse(path, $"is truncated: its header claims {sizes} = {total} elements, more than the file can hold; fetch it again");
        }

        byte[] data = GC.AllocateUninitializedArray<byte>((int)total);
        int read = stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        if (read < data.Length)
        {
            throw Refuse(path, $"is truncated: its header claims {sizes} = {total} elements, but {read} follow; fetch it again");
        }
        if (stream.ReadByte() >= 0) throw Refuse(path, $"holds more than the {sizes} = {total} elements that its header claims");
        return new(header, [.. claimed.Select(size => (int)size)], data);
    }

    private static void ReadHeader(Stream stream, Span<byte> part, string path)
    {
        if (stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) < part.Length)
        {
            throw Refuse(path, "is truncated: it ends within the IDX header; fetch it again");
        }
    }

    private static SaccadeException Refuse(string path, string reason, Exception? inner = null) => new($"{path}: {reason}{(reason.EndsWith('?') ? "" : ".")}", inner);
}
