using System.Buffers.Binary;
using System.Text;

namespace Saccade.Experiments.Import.Formats;

/// <summary>The bytes of a file that may be hostile: what lies beyond the end is the error of a damaged file.</summary>
internal sealed class Content(byte[] bytes)
{
    public int Length => bytes.Length;

    /// <summary>The error of a damaged file; the caller adds its path.</summary>
    public static SaccadeException Damaged(string detail) =>
        new(new(ErrorKind.Damaged, Detail: detail, Remedy: "give the file as the other program wrote it"));

    /// <summary>The error of a file that this program does not read; the caller adds its path.</summary>
    public static SaccadeException Unsupported(string detail, string? remedy = null) =>
        new(new(ErrorKind.Unsupported, Detail: detail, Remedy: remedy));

    public ReadOnlySpan<byte> At(long start, long length) =>
        start >= 0 && length >= 0 && start <= bytes.Length - length ? bytes.AsSpan((int)start, (int)length) : throw Ended();

    /// <summary>Refuses a file that was cut off, even where nothing that is read was lost.</summary>
    public void RequireLength(long length)
    {
        if (length > bytes.Length)
        {
            throw Ended();
        }
    }

    private SaccadeException Ended() => Damaged($"it ends at byte {bytes.Length}, before something that it announces");

    public bool BeginsWith(ReadOnlySpan<byte> start) => bytes.AsSpan().StartsWith(start);

    public byte Byte(long start) => At(start, 1)[0];

    public ushort UInt16(long start) => BinaryPrimitives.ReadUInt16LittleEndian(At(start, 2));

    public uint UInt32(long start) => BinaryPrimitives.ReadUInt32LittleEndian(At(start, 4));

    public long Int64(long start) => BinaryPrimitives.ReadInt64LittleEndian(At(start, 8));

    /// <summary>The text up to a byte, which does not belong to it; each byte is a character.</summary>
    public string TextUntil(long start, byte end)
    {
        ReadOnlySpan<byte> rest = At(start, Math.Max(bytes.Length - start, 0));
        int length = rest.IndexOf(end);
        return length >= 0 ? Encoding.Latin1.GetString(rest[..length]) : throw Damaged("a text in it has no end");
    }

    /// <summary>The most bytes that are unpacked from packed ones: weights hardly shrink, and what shrinks much more is a trap.</summary>
    public static long MostUnpacked(long packed) => (1 << 20) + 16 * packed;

    /// <summary>Reads a number of bytes from a stream, which may lie about its length: no more memory is taken than bytes come.</summary>
    public static byte[] ReadFrom(Stream stream, long count)
    {
        const int Step = 1 << 16;
        if (count > Array.MaxLength)
        {
            throw Damaged($"{count} bytes in one piece are too many for memory");
        }
        byte[] read = new byte[Math.Min(count, Step)];
        for (int filled = 0; filled < count;)
        {
            if (filled == read.Length)
            {
                Array.Resize(ref read, (int)Math.Min(count, 2L * read.Length));
            }
            int more = stream.Read(read, filled, read.Length - filled);
            filled += more > 0 ? more : throw Damaged("the values of a tensor are cut off");
        }
        return read;
    }
}
