using System.Buffers.Binary;
using Saccade.Runtime;

namespace Saccade.Figures.Drawing;

/// <summary>
/// Joins PNG files of one size and kind into one animated PNG, which browsers play and other programs show the first
/// frame of: the image data of each are taken over as they are, with chunks in front that say when to show them.
/// </summary>
internal static class AnimatedPng
{
    private const int SignatureLength = 8;
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    /// <summary>Makes the file, which plays for ever.</summary>
    /// <param name="frames">At least one PNG file; all with the same header.</param>
    /// <param name="milliseconds">How long to show each frame [frames].</param>
    public static byte[] Join(IReadOnlyList<byte[]> frames, IReadOnlyList<ushort> milliseconds)
    {
        byte[] header = Chunks(frames[0], "IHDR").Single();
        MemoryStream file = new();
        file.Write(frames[0].AsSpan(0, SignatureLength));
        Write(file, "IHDR", header);
        Write(file, "acTL", [.. Big((uint)frames.Count), .. Big(0)]);
        uint sequence = 0;
        foreach ((int i, byte[] frame) in frames.Index())
        {
            if (!Chunks(frame, "IHDR").Single().SequenceEqual(header))
            {
                throw new SaccadeException($"Frame {i} of an animation has another size or kind than the first.");
            }
            // Sequence number, size (as in the header), offset 0, delay as a fraction of a second, replace what was there.
            Write(file, "fcTL", [.. Big(sequence++), .. header[..8], .. Big(0), .. Big(0), .. Big((uint)milliseconds[i] << 16 | 1000), 0, 0]);
            foreach (byte[] data in Chunks(frame, "IDAT"))
            {
                if (i == 0)
                {
                    Write(file, "IDAT", data);
                }
                else
                {
                    Write(file, "fdAT", [.. Big(sequence++), .. data]);
                }
            }
        }
        Write(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>The contents of the chunks of one kind.</summary>
    private static IEnumerable<byte[]> Chunks(byte[] png, string kind)
    {
        int at = SignatureLength;
        while (at < png.Length)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (png.AsSpan(at + 4, 4).SequenceEqual(Name(kind)))
            {
                yield return png[(at + 8)..(at + 8 + length)];
            }
            at += length + 12;
        }
    }

    private static void Write(MemoryStream file, string kind, byte[] content)
    {
        byte[] named = [.. Name(kind), .. content];
        file.Write(Big((uint)content.Length));
        file.Write(named);
        file.Write(Big(~named.Aggregate(uint.MaxValue, (crc, b) => CrcTable[(byte)(crc ^ b)] ^ (crc >> 8))));
    }

    private static byte[] Name(string kind) => System.Text.Encoding.ASCII.GetBytes(kind);

    private static byte[] Big(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
