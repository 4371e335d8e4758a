using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Saccade.IO;

namespace Saccade.Data.Formats;

/// <summary>
/// The validated content of an IDX file of unsigned bytes. The header is two zero bytes, the element type, the rank, and the sizes as
/// big-endian 32-bit integers; the elements follow in row-major order.
/// </summary>
internal sealed record IdxContent(byte[] Header, int[] Sizes, byte[] Data)
{
    public const byte UnsignedByte = 0x08;
    public const byte Int32 = 0x0C;

    // DEFLATE needs at least two bits for a repetition of at most 258 bytes.
    private const int MostUnpacking = 4 * 258;

    /// <summary>Reads a file, gzip'd or plain, whose rank must be one of <paramref name="ranks"/>.</summary>
    /// <exception cref="SaccadeException">The file cannot be read, or is not a complete IDX file of that rank.</exception>
    public static IdxContent Read(string path, string holds, params int[] ranks)
    {
        if (Directory.Exists(path))
        {
            throw new SaccadeException(new(ErrorKind.Unreadable, path, "it is a folder", $"give the IDX file that holds the {holds}"));
        }
        // Another process may replace a file of the cache meanwhile; its hash is checked.
        return InputFile.Read(path, file => Read(file, path, holds, ranks), bufferSize: 1 << 16);
    }

    /// <summary>SHA-256 of the unpacked file in lower-case hexadecimal digits.</summary>
    public string Sha256()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Header);
        hash.AppendData(Data);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IdxContent Read(FileStream file, string path, string holds, int[] ranks)
    {
        try
        {
            if (file.Length == 0) throw Damaged(path, "it is empty");
            if (!StartsGzip(file)) return Read(file, path, file.Length, holds, ranks);
            using GZipStream unpacked = new(file, CompressionMode.Decompress, leaveOpen: true);
            IdxContent content = Read(unpacked, path, file.Length * MostUnpacking, holds, ranks);
            return EndsGzip(file, content.Header.Length + (long)content.Data.Length)
                ? content
                : throw Damaged(path, "the gzip file is truncated, or has several members");
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, "the gzip file is damaged or truncated", e);
        }
    }

    private static bool StartsGzip(FileStream file)
    {
        bool gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return gzip;
    }

    // A gzip file ends with its unpacked length. GZipStream does not notice that this trailer is missing.
    private static bool EndsGzip(FileStream file, long unpacked)
    {
        byte[] trailer = new byte[sizeof(uint)];
        file.Seek(-trailer.Length, SeekOrigin.End);
        file.ReadExactly(trailer);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer) == (uint)unpacked;
    }

    // most: an upper bound of the unpacked length, known before unpacking, which bounds the memory.
    private static IdxContent Read(Stream stream, string path, long most, string holds, int[] ranks)
    {
        byte[] start = new byte[4];
        ReadHeader(stream, start, path);
        (byte type, byte rank) = (start[2], start[3]);
        if (start[0] != 0 || start[1] != 0)
        {
            throw new SaccadeException(new(
                ErrorKind.NotAllowed, Path: path,
                Detail: $"it is not an IDX file: it begins with {Convert.ToHexString(start)}, not with two zero bytes"));
        }
        if (type != UnsignedByte) throw NotAllowed(path, "element type", $"0x{type:X2}", "0x08, unsigned bytes");
        if (!ranks.Contains(rank))
        {
            throw new SaccadeException(new(
                ErrorKind.NotAllowed, Path: path, Key: "rank", Value: (int)rank,
                Allowed: $"{string.Join(" or ", ranks)} for {holds}", Remedy: "are images and labels swapped?"));
        }

        byte[] header = [.. start, .. new byte[4 * rank]];
        ReadHeader(stream, header.AsSpan(4), path);
        uint[] claimed = [.. Enumerable.Range(1, rank).Select(i => BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 * i)))];
        UInt128 total = claimed.Aggregate(UInt128.One, (product, size) => product * size);
        string sizes = string.Join("×", claimed);
        if (total == 0) throw Damaged(path, $"its header claims {sizes} elements, which is none");
        if (total > (UInt128)Array.MaxLength) throw NotAllowed(path, "size", $"{sizes} elements", $"up to {Array.MaxLength} elements");
        if (total > (UInt128)(most - header.Length))
        {
            throw Damaged(path, $"its header claims {sizes} = {total} elements, more than the file can hold");
        }

        byte[] data = GC.AllocateUninitializedArray<byte>((int)total);
        int read = stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        if (read < data.Length)
        {
            throw Damaged(path, $"its header claims {sizes} = {total} elements, but {read} follow");
        }
        if (stream.ReadByte() >= 0) throw Damaged(path, $"it holds more than the {sizes} = {total} elements that its header claims");
        return new(header, [.. claimed.Select(size => (int)size)], data);
    }

    private static void ReadHeader(Stream stream, Span<byte> part, string path)
    {
        if (stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) < part.Length)
        {
            throw Damaged(path, "it ends within the IDX header");
        }
    }

    private static SaccadeException Damaged(string path, string detail, Exception? inner = null) =>
        new(new(ErrorKind.Damaged, Path: path, Detail: detail, Remedy: "fetch it again"), inner);

    private static SaccadeException NotAllowed(string path, string key, string value, string allowed) =>
        new(new(ErrorKind.NotAllowed, Path: path, Key: key, Value: value, Allowed: allowed));
}
