using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Saccade.Experiments.Runs;

/// <summary>
/// Writes scalars for TensorBoard: a TFRecord file of protobuf messages of type Event, the first stating the version,
/// then one for each epoch.
/// </summary>
internal static class EventFile
{
    private const int MostBytes = 256 << 20;
    private const int LengthBytes = sizeof(ulong) + sizeof(uint);
    private const uint MaskDelta = 0xA282EAD8;

    // Tags of protobuf fields, number << 3 | wire type (0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes).
    private const byte WallTime = 1 << 3 | 1;
    private const byte Step = 2 << 3;
    private const byte FileVersion = 3 << 3 | 2;
    private const byte Summary = 5 << 3 | 2;
    private const byte SummaryValue = 1 << 3 | 2;
    private const byte ValueTag = 1 << 3 | 2;
    private const byte ValueNumber = 2 << 3 | 5;

    /// <summary>Appends one epoch's scalars as one event.</summary>
    public static void Append(string path, DateTimeOffset time, long step, IEnumerable<KeyValuePair<string, double>> scalars)
    {
        List<byte> bytes = [];
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            List<byte> version = Event(time);
            AddBytes(version, FileVersion, Encoding.UTF8.GetBytes("brain.Event:2"));
            AddRecord(bytes, version);
        }
        List<byte> summary = [];
        foreach ((string name, double number) in scalars)
        {
            List<byte> value = [];
            AddBytes(value, ValueTag, Encoding.UTF8.GetBytes(name));
            value.Add(ValueNumber);
            value.AddRange(BitConverter.GetBytes((float)number));
            AddBytes(summary, SummaryValue, [.. value]);
        }
        List<byte> epoch = Event(time);
        epoch.Add(Step);
        AddVarint(epoch, (ulong)step);
        AddBytes(epoch, Summary, [.. summary]);
        AddRecord(bytes, epoch);
        AppendFile.Append(path, bytes.ToArray());
    }

    /// <summary>Cuts the file after the given number of epochs, and before a record that a killed process left torn.</summary>
    public static void Truncate(string path, int epochs)
    {
        if (!File.Exists(path))
        {
            return;
        }
        ReadOnlySpan<byte> content = InputFile.ReadBytes(path, MostBytes);
        int end = 0;
        for (int record = 0; record < (epochs == 0 ? 0 : epochs + 1) && content.Length - end >= LengthBytes; record++)
        {
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(content[end..]);
            ulong rest = (ulong)(content.Length - end - LengthBytes);
            if (rest < sizeof(uint) || length > rest - sizeof(uint))
            {
                break;
            }
            end += LengthBytes + (int)length + sizeof(uint);
        }
        if (end < content.Length)
        {
            AppendFile.Truncate(path, end);
        }
    }

    /// <summary>CRC-32C (Castagnoli) of the bytes.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }
        return ~crc;
    }

    /// <summary>The checksum as TFRecords store it, so that records within records do not disturb each other's.</summary>
    public static uint Mask(uint crc) => BitOperations.RotateRight(crc, 15) + MaskDelta;

    private static List<byte> Event(DateTimeOffset time)
    {
        double seconds = (time - DateTimeOffset.UnixEpoch).TotalSeconds;
        return [WallTime, .. BitConverter.GetBytes(seconds)];
    }

    private static void AddRecord(List<byte> bytes, List<byte> message)
    {
        AddChecked(BitConverter.GetBytes((ulong)message.Count));
        AddChecked([.. message]);

        void AddChecked(byte[] part) => bytes.AddRange([.. part, .. BitConverter.GetBytes(Mask(Checksum(part)))]);
    }

    private static void AddBytes(List<byte> message, byte tag, byte[] content)
    {
        message.Add(tag);
        AddVarint(message, (ulong)content.Length);
        message.AddRange(content);
    }

    private static void AddVarint(List<byte> message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            message.Add((byte)(value | 0x80));
        }
        message.Add((byte)value);
    }
}
