using System.IO.Compression;

namespace Saccade.Data.Formats;

/// <summary>
/// Reads a gzip file with any number of members (RFC 1952, section 2.2). <see cref="GZipStream"/> does not notice that a file is
/// truncated; therefore a last member of known content, the seal, follows those of the file: it is unpacked only behind a whole file.
/// </summary>
internal sealed class SealedGzip : Stream
{
    // The last numbers of a member may end in zeros, which are no padding.
    private const int MostZerosInMember = 8;

    private static readonly byte[] s_seal = "The end of Saccade's gzip file."u8.ToArray();
    private static readonly byte[] s_member = Pack(s_seal);

    private readonly FileStream _file;
    private readonly long _end;
    private int _ofSeal;

    private SealedGzip(FileStream file, long end) => (_file, _end) = (file, end);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads the unpacked content of a file. Zeros may follow the members, as padding of tapes and disks.</summary>
    /// <param name="file">The file.</param>
    /// <param name="read">Reads the content from its beginning to its end, where <see cref="IsAtSeal"/> is true.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or cut off.</exception>
    public static T Read<T>(FileStream file, Func<Stream, T> read)
    {
        long end = EndWithoutZeros(file), most = Math.Min(file.Length, end + MostZerosInMember);
        // Usually the first is right; where the last member ends is known only when it is unpacked.
        long[] ends = [file.Length, .. Enumerable.Range(0, (int)(most - end) + 1).Select(zeros => end + zeros)];
        InvalidDataException? failure = null;
        foreach (long candidate in ends.Distinct())
        {
            try
            {
                file.Position = 0;
                using SealedGzip packed = new(file, candidate);
                using GZipStream unpacked = new(packed, CompressionMode.Decompress);
                return read(unpacked);
            }
            catch (InvalidDataException e)
            {
                failure = e;
            }
        }
        throw failure!;
    }

    /// <summary>Whether nothing but the seal is left of an unpacked file.</summary>
    /// <exception cref="InvalidDataException">Nothing is left: the file is cut off, or its last member is damaged.</exception>
    public static bool IsAtSeal(Stream unpacked)
    {
        byte[] rest = new byte[s_seal.Length + 1];
        int count = unpacked.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
        return count > 0 ? rest.AsSpan(0, count).SequenceEqual(s_seal) : throw new InvalidDataException("The gzip file is cut off.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int ofFile = (int)Math.Min(buffer.Length, _end - _file.Position);
        if (ofFile > 0)
        {
            return _file.Read(buffer[..ofFile]);
        }
        int count = Math.Min(buffer.Length, s_member.Length - _ofSeal);
        s_member.AsSpan(_ofSeal, count).CopyTo(buffer);
        _ofSeal += count;
        return count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static long EndWithoutZeros(FileStream file)
    {
        byte[] block = new byte[1 << 16];
        for (long end = file.Length; end > 0;)
        {
            int length = (int)Math.Min(block.Length, end);
            file.Position = end - length;
            file.ReadExactly(block, 0, length);
            int last = block.AsSpan(0, length).LastIndexOfAnyExcept((byte)0);
            if (last >= 0)
            {
                return end - length + last + 1;
            }
            end -= length;
        }
        return 0;
    }

    private static byte[] Pack(byte[] content)
    {
        MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }
        return packed.ToArray();
    }
}
