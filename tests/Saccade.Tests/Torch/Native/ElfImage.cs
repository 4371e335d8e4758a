using System.Buffers.Binary;
using System.Text;

namespace Saccade.Tests.Torch.Native;

/// <summary>
/// The smallest ELF file that has version needs: a header, a string table, two needed libraries with two versions each,
/// and three section headers (empty, strings, needs).
/// </summary>
internal static class ElfImage
{
    public const int Strings = 0x40;
    public const int Needs = 0x80;
    public const int Sections = 0x100;
    public const int Size = Sections + 3 * 64;

    /// <summary>Where the flags of version "V_2" of "libb.so" lie: the last of the six records of 16 bytes.</summary>
    public const int LastFlags = Needs + 5 * 16 + 4;

    public static byte[] Make()
    {
        byte[] elf = new byte[Size];
        "\u007FELF\u0002\u0001\u0001"u8.CopyTo(elf);
        U64(elf, 0x28, Sections);
        U16(elf, 0x3A, 64);
        U16(elf, 0x3C, 3);

        Encoding.ASCII.GetBytes("\0liba.so\0libb.so\0V_1\0V_2\0").CopyTo(elf, Strings);
        const int liba = 1, libb = 9, v1 = 17, v2 = 21;
        Need(elf, 0, liba, next: 48);
        Version(elf, 1, v1, next: 16);
        Version(elf, 2, v2, next: 0);
        Need(elf, 3, libb, next: 0);
        Version(elf, 4, v1, next: 16);
        Version(elf, 5, v2, next: 0);

        Section(elf, 1, type: 3, Strings, size: 26, link: 0);
        Section(elf, 2, type: 0x6FFFFFFE, Needs, size: 96, link: 1);
        return elf;
    }

    public static void U16(byte[] elf, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(at), value);

    public static void U32(byte[] elf, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(at), value);

    public static void U64(byte[] elf, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(at), value);

    private static void Need(byte[] elf, int record, uint file, uint next)
    {
        int at = Needs + 16 * record;
        U16(elf, at, 1);
        U16(elf, at + 2, 2);
        U32(elf, at + 4, file);
        U32(elf, at + 8, 16);
        U32(elf, at + 12, next);
    }

    private static void Version(byte[] elf, int record, uint name, uint next)
    {
        int at = Needs + 16 * record;
        U16(elf, at + 6, 2);
        U32(elf, at + 8, name);
        U32(elf, at + 12, next);
    }

    private static void Section(byte[] elf, int index, uint type, ulong offset, ulong size, uint link)
    {
        int at = Sections + 64 * index;
        U32(elf, at + 4, type);
        U64(elf, at + 0x18, offset);
        U64(elf, at + 0x20, size);
        U32(elf, at + 0x28, link);
    }
}
