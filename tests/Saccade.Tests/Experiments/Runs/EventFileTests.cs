using System.Buffers.Binary;
using Saccade.Experiments.Runs;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Experiments.Runs;

public sealed class EventFileTests
{
    private static readonly DateTimeOffset s_time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_500);

    [Fact]
    public void The_checksum_gives_the_published_values()
    {
        // RFC 3720, appendix B.4, and the usual check value.
        Assert.Equal(0xE3069283u, EventFile.Checksum("123456789"u8));
        Assert.Equal(0x8A9136AAu, EventFile.Checksum(new byte[32]));
        Assert.Equal(0x62A8AB43u, EventFile.Checksum([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, EventFile.Checksum([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0x113FDB5Cu, EventFile.Checksum([.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))]));
        Assert.Equal(0u, EventFile.Checksum([]));
        // 1 rotated right by 15 is 1 << 17.
        Assert.Equal(0xA284EAD8u, EventFile.Mask(1));
    }

    [Fact]
    public void Records_hold_the_version_and_then_the_scalars_byte_for_byte()
    {
        using TemporaryFolder folder = new();
        EventFile.Append(folder["e"], s_time, 300, [new("ab", 1), new("c", -2)]);
        List<byte[]> records = Records(File.ReadAllBytes(folder["e"]));
        byte[] time = [0x09, .. BitConverter.GetBytes(1_700_000_000.5)];
        Assert.Equal(2, records.Count);
        Assert.Equal([.. time, 0x1A, 13, .. "brain.Event:2"u8], records[0]);
        byte[] first = [0x0A, 9, 0x0A, 2, .. "ab"u8, 0x15, 0, 0, 0x80, 0x3F];
        byte[] second = [0x0A, 8, 0x0A, 1, .. "c"u8, 0x15, 0, 0, 0, 0xC0];
        Assert.Equal([.. time, 0x10, 0xAC, 0x02, 0x2A, (byte)(first.Length + second.Length), .. first, .. second], records[1]);
    }

    [Fact]
    public void Truncation_keeps_whole_epochs_and_drops_torn_records()
    {
        using TemporaryFolder folder = new();
        EventFile.Truncate(folder["e"], 3);
        Assert.False(File.Exists(folder["e"]));
        List<long> ends = [0];
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            EventFile.Append(folder["e"], s_time, epoch, [new("loss", epoch)]);
            ends.Add(new FileInfo(folder["e"]).Length);
        }
        byte[] whole = File.ReadAllBytes(folder["e"]);
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(folder["e"], whole[..length]);
            EventFile.Truncate(folder["e"], 2);
            int left = Records(File.ReadAllBytes(folder["e"])).Count;
            Assert.Equal(length >= ends[2] ? 3 : length >= ends[1] ? 2 : left, left);
            Assert.True(left <= 3);
        }
        File.WriteAllBytes(folder["e"], whole);
        EventFile.Truncate(folder["e"], 0);
        Assert.Equal(0, new FileInfo(folder["e"]).Length);
        EventFile.Append(folder["e"], s_time, 1, [new("loss", 1)]);
        Assert.Equal(whole[..(int)ends[1]], File.ReadAllBytes(folder["e"]));
    }

    /// <summary>Reads TFRecords the slow way, both checksums checked.</summary>
    private static List<byte[]> Records(byte[] file)
    {
        List<byte[]> records = [];
        for (int at = 0; at < file.Length;)
        {
            byte[] length = file[at..(at + 8)];
            int count = (int)BinaryPrimitives.ReadUInt64LittleEndian(length);
            byte[] data = file[(at + 12)..(at + 12 + count)];
            Assert.Equal(EventFile.Mask(EventFile.Checksum(length)), BitConverter.ToUInt32(file, at + 8));
            Assert.Equal(EventFile.Mask(EventFile.Checksum(data)), BitConverter.ToUInt32(file, at + 12 + count));
            records.Add(data);
            at += 16 + count;
        }
        return records;
    }
}
