using System.Buffers.Binary;
using System.Text;

namespace Saccade.Torch.Native;

/// <summary>
/// The version needs of a shared library (section <c>.gnu.version_r</c> of a 64-bit little-endian ELF file): the symbol
/// versions that it requires of other libraries. The loader refuses a library whose need is not met, unless it is marked weak.
/// </summary>
internal static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6FFFFFFE; // SHT_GNU_verneed
    private const byte WeakFlag = 2;                    // VER_FLG_WEAK
    private const int SectionHeaderSize = 64;
    private const int RecordSize = 16;                  // of Elf64_Verneed and of Elf64_Vernaux

    /// <summary>Marks the need of <paramref name="version"/> from <paramref name="library"/> as weak: one bit of one byte.</summary>
    /// <returns>False, with nothing changed, when there is no such need.</returns>
    /// <exception cref="InvalidDataException">The bytes are not a valid 64-bit little-endian ELF file; nothing was changed.</exception>
    public static bool MarkWeak(Span<byte> elf, string library, string version)
    {
        int flags = FindFlags(elf, library, version);
        if (flags < 0)
        {
            return false;
        }
        elf[flags] |= WeakFlag;
        return true;
    }

    private static int FindFlags(ReadOnlySpan<byte> elf, string library, string version)
    {
        if (!Part(elf, 0, SectionHeaderSize)[..6].SequenceEqual("\u007FELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("no 64-bit little-endian ELF file");
        }
        ulong headers = U64(elf, 0x28);
        int headerSize = U16(elf, 0x3A);
        int count = U16(elf, 0x3C);
        if (headerSize < SectionHeaderSize && count > 0)
        {
            throw new InvalidDataException($"section headers of {headerSize} bytes");
        }
        ReadOnlySpan<byte> table = Part(elf, headers, (ulong)(headerSize * count));
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = table.Slice(i * headerSize, SectionHeaderSize);
            if (U32(header, 0x04) != VersionNeedSection)
            {
                continue;
            }
            ReadOnlySpan<byte> stringsHeader = Part(table, U32(header, 0x28) * (ulong)headerSize, SectionHeaderSize);
            int found = FindFlags(Content(elf, header), Content(elf, stringsHeader), library, version);
            if (found >= 0)
            {
                return (int)U64(header, 0x18) + found;
            }
        }
        return -1;
    }

    /// <summary>Walks the chain of libraries and under each the chain of versions; "next" counts from its own record, 0 ends.</summary>
    private static int FindFlags(ReadOnlySpan<byte> needs, ReadOnlySpan<byte> strings, string library, string version)
    {
        ulong next;
        for (ulong need = 0; ; need += next)
        {
            ReadOnlySpan<byte> record = Part(needs, need, RecordSize);
            next = U32(record, 12);
            if (IsText(strings, U32(record, 4), library))
            {
                ulong step;
                for (ulong item = need + U32(record, 8); ; item += step)
                {
                    ReadOnlySpan<byte> entry = Part(needs, item, RecordSize);
                    step = U32(entry, 12);
                    if (IsText(strings, U32(entry, 8), version))
                    {
                        return (int)item + 4;
                    }
                    if (step == 0)
                    {
                        break;
                    }
                }
            }
            if (next == 0)
            {
                return -1;
            }
        }
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> elf, ReadOnlySpan<byte> header) =>
        Part(elf, U64(header, 0x18), U64(header, 0x20));

    private static bool IsText(ReadOnlySpan<byte> strings, uint offset, string text)
    {
        ReadOnlySpan<byte> rest = Part(strings, offset, (ulong)strings.Length - Math.Min(offset, (ulong)strings.Length));
        int end = rest.IndexOf((byte)0);
        return end >= 0
            ? rest[..end].SequenceEqual(Encoding.UTF8.GetBytes(text))
            : throw new InvalidDataException("a name without an end");
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bytes, ulong offset, ulong length) =>
        offset <= (ulong)bytes.Length && length <= (ulong)bytes.Length - offset
            ? bytes.Slice((int)offset, (int)length)
            : throw new InvalidDataException($"{length} bytes at {offset} of only {bytes.Length}");

    private static ushort U16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
