using System.Buffers.Binary;
using System.Security.Cryptography;
using Saccade.IO;

namespace Saccade.Data.Formats;

/// <summary>
/// The validated content of an IDX file of whole numbers. The header is two zero bytes, the element type, the rank, and the sizes as
/// big-endian 32-bit integers; the elements follow in row-major order.
/// </summary>
/// <param name="Header">The bytes of the header.</param>
/// <param name="Sizes">The sizes of its dimensions.</param>
/// <param name="Data">The bytes of the elements, as the file has them.</param>
internal sealed record IdxContent(byte[] Header, int[] Sizes, byte[] Data)
{
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

    /// <summary>The type of the elements, see <see cref="IdxType"/>.</summary>
    public byte Type => Header[2];

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
            return StartsGzip(file)
                ? SealedGzip.Read(file, unpacked =>
                    Read(unpacked, path, file.Length * MostUnpacking, holds, ranks, SealedGzip.IsAtSeal))
                : Read(file, path, file.Length, holds, ranks, stream => stream.ReadByte() < 0);
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

    // most: an upper bound of the unpacked length, known before unpacking, which bounds the memory.
    private static IdxContent Read(Stream stream, string path, long most, string holds, int[] ranks, Func<Stream, bool> isAtEnd)
    {
        byte[] start = new byte[4];
        ReadHeader(stream, start, path);
        (byte type, byte rank) = (start[2], start[3]);
        if (start[0] != 0 || start[1] != 0)
        {
            throw new SaccadeException(new(
                ErrorKind.NotAllowed, Path: path,
                // Not with what it begins: a model of a stranger may have named the file.
                Detail: "it is not an IDX file: it does not begin with two zero bytes"));
        }
        if (IdxType.Bytes(type) is not int bytes)
        {
            SaccadeException refused = NotAllowed(path, "element type", $"0x{type:X2}", IdxType.Readable);
            throw IdxType.IsFloatingPoint(type)
                ? refused.With(refused.Error with { Remedy = "convert the numbers to whole ones, pixels from 0 to 255" })
                : refused;
        }
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
        UInt128 length = total * (uint)bytes;
        if (length > (UInt128)Array.MaxLength)
        {
            throw NotAllowed(path, "size", $"{sizes} elements", $"up to {Array.MaxLength / bytes} elements");
        }
        if (length > (UInt128)(most - header.Length))
        {
            throw Damaged(path, $"its header claims {sizes} = {total} elements, more than the file can hold");
        }

        byte[] data = GC.AllocateUninitializedArray<byte>((int)length);
        int read = stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        if (read < data.Length)
        {
            throw Damaged(path, $"its header claims {sizes} = {total} elements, but {read / bytes} follow");
        }
        if (!isAtEnd(stream)) throw Damaged(path, $"it holds more than the {sizes} = {total} elements that its header claims");
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
