using CsCheck;
using Saccade.Torch.Native;

namespace Saccade.Tests.Torch.Native;

public sealed class ElfVersionNeedsTests
{
    [Theory]
    [InlineData("liba.so", "V_1", ElfImage.Needs + 1 * 16 + 4)]
    [InlineData("liba.so", "V_2", ElfImage.Needs + 2 * 16 + 4)]
    [InlineData("libb.so", "V_1", ElfImage.Needs + 4 * 16 + 4)]
    [InlineData("libb.so", "V_2", ElfImage.LastFlags)]
    public void Only_the_flag_of_the_named_need_is_set(string library, string version, int flags)
    {
        byte[] expected = ElfImage.Make();
        expected[flags] = 2;

        byte[] elf = ElfImage.Make();
        Assert.True(ElfVersionNeeds.MarkWeak(elf, library, version));

        Assert.Equal(expected, elf);
    }

    [Fact]
    public void Other_flags_stay_and_marking_again_changes_nothing()
    {
        byte[] elf = ElfImage.Make();
        elf[ElfImage.LastFlags] = 1;
        Assert.True(ElfVersionNeeds.MarkWeak(elf, "libb.so", "V_2"));
        Assert.Equal(3, elf[ElfImage.LastFlags]);
        byte[] marked = [.. elf];
        Assert.True(ElfVersionNeeds.MarkWeak(elf, "libb.so", "V_2"));
        Assert.Equal(marked, elf);
    }

    [Theory]
    [InlineData("libc.so", "V_1")]
    [InlineData("liba.so", "V_3")]
    [InlineData("liba.so", "V_")]
    [InlineData("liba", "V_1")]
    public void Nothing_is_marked_for_a_need_that_is_not_there(string library, string version)
    {
        byte[] elf = ElfImage.Make();
        Assert.False(ElfVersionNeeds.MarkWeak(elf, library, version));
        Assert.Equal(ElfImage.Make(), elf);
    }

    [Fact]
    public void Nothing_is_marked_without_sections()
    {
        byte[] elf = ElfImage.Make();
        ElfImage.U16(elf, 0x3C, 0);
        Assert.False(ElfVersionNeeds.MarkWeak(elf, "libb.so", "V_2"));
    }

    public static TheoryData<string, Action<byte[]>> Damages => new()
    {
        { "no ELF magic", elf => elf[0] = 0 },
        { "32-bit", elf => elf[4] = 1 },
        { "big-endian", elf => elf[5] = 2 },
        { "section headers beyond the end", elf => ElfImage.U64(elf, 0x28, ElfImage.Size - 10) },
        { "section headers at 2⁶⁴ - 1", elf => ElfImage.U64(elf, 0x28, ulong.MaxValue) },
        { "section headers too small", elf => ElfImage.U16(elf, 0x3A, 8) },
        { "more section headers than fit", elf => ElfImage.U16(elf, 0x3C, ushort.MaxValue) },
        { "strings in a section that does not exist", elf => ElfImage.U32(elf, ElfImage.Sections + 2 * 64 + 0x28, uint.MaxValue) },
        { "needs beyond the end", elf => ElfImage.U64(elf, ElfImage.Sections + 2 * 64 + 0x18, ElfImage.Size) },
        { "needs of 2⁶⁴ - 1 bytes", elf => ElfImage.U64(elf, ElfImage.Sections + 2 * 64 + 0x20, ulong.MaxValue) },
        { "needs cut short", elf => ElfImage.U64(elf, ElfImage.Sections + 2 * 64 + 0x20, 90) },
        { "strings without an end", elf => ElfImage.U64(elf, ElfImage.Sections + 1 * 64 + 0x20, 24) },
        { "a library's name beyond the strings", elf => ElfImage.U32(elf, ElfImage.Needs + 4, 4000) },
        { "a next library beyond the needs", elf => ElfImage.U32(elf, ElfImage.Needs + 12, uint.MaxValue) },
        { "a first version beyond the needs", elf => ElfImage.U32(elf, ElfImage.Needs + 3 * 16 + 8, uint.MaxValue) },
        { "a next version beyond the needs", elf => ElfImage.U32(elf, ElfImage.Needs + 4 * 16 + 12, 4000) },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Malformed_files_are_refused_and_left_as_they_are(string what, Action<byte[]> damage)
    {
        byte[] elf = ElfImage.Make();
        damage(elf);
        byte[] before = [.. elf];
        Assert.NotEmpty(Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MarkWeak(elf, "libb.so", "V_2")).Message);
        Assert.True(before.AsSpan().SequenceEqual(elf), what);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] elf = ElfImage.Make();
        for (int length = 0; length < elf.Length; length++)
        {
            byte[] part = elf[..length];
            Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MarkWeak(part, "libb.so", "V_2"));
        }
    }

    [Fact]
    public void Whatever_the_bytes_at_most_one_bit_changes_and_only_bad_data_is_complained_about()
    {
        Gen.Select(Gen.Int[0, ElfImage.Size - 1], Gen.Byte).Array[1, 8].Sample(changes =>
        {
            byte[] elf = ElfImage.Make();
            foreach ((int at, byte value) in changes)
            {
                elf[at] = value;
            }
            byte[] before = [.. elf];
            try
            {
                ElfVersionNeeds.MarkWeak(elf, "libb.so", "V_2");
            }
            catch (InvalidDataException)
            {
                Assert.Equal(before, elf);
            }
            Assert.InRange(before.Zip(elf).Count(pair => pair.First != pair.Second), 0, 1);
            Assert.All(before.Zip(elf), pair => Assert.True(pair.First == pair.Second || (pair.First | 2) == pair.Second));
        });
    }

    [Fact]
    public void In_the_real_library_exactly_one_byte_differs()
    {
        string? file = NativeFolders.Find("libLibTorchSharp.so");
        Assert.SkipWhen(file is null, "TorchSharp's library for Linux is not here.");
        byte[] before = File.ReadAllBytes(file);
        byte[] after = [.. before];

        Assert.True(ElfVersionNeeds.MarkWeak(after, "libstdc++.so.6", "GLIBCXX_3.4.32"));

        int at = Assert.Single(Enumerable.Range(0, before.Length), i => before[i] != after[i]);
        Assert.Equal(0, before[at]);
        Assert.Equal(2, after[at]);
        Assert.False(ElfVersionNeeds.MarkWeak(after, "libc.so.6", "GLIBCXX_3.4.32"));
    }
}
