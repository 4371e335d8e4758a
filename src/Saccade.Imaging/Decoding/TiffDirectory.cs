using System.Buffers.Binary;

namespace Saccade.Imaging.Decoding;

/// <summary>The first directory of a TIFF, as far as its reader trusts it: memory is taken for values before they are read.</summary>
internal static class TiffDirectory
{
    private const int BigVersion = 43;

    /// <summary>Whether no entry claims more values than the file has bytes.</summary>
    /// <param name="content">The bytes of the file.</param>
    /// <exception cref="ArgumentOutOfRangeException">The directory lies outside of the file.</exception>
    public static bool Fits(ReadOnlySpan<byte> content)
    {
        bool little = content[0] == 'I', big = Number(content, 2, 2, little) == BigVersion;
        // Lengths of an offset or count, of the number of entries, and of an entry.
        (int wide, int header, int entry) = big ? (8, 8, 20) : (4, 2, 12);
        int first = checked((int)Number(content, wide, wide, little));
        long entries = Number(content, first, header, little);
        for (long i = 0; i < entries; i++)
        {
            // Behind tag and type.
            if (Number(content, checked((int)(first + header + i * entry + 4)), wide, little) > content.Length)
            {
                return false;
            }
        }
        return true;
    }

    private static long Number(ReadOnlySpan<byte> content, int offset, int length, bool little)
    {
        ReadOnlySpan<byte> bytes = content.Slice(offset, length);
        ulong value = length switch
        {
            2 => little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes),
            _ => little ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes),
        };
        return checked((long)value);
    }
}
