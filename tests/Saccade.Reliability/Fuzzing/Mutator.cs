using System.Buffers.Binary;
using System.Text;
using Saccade.Random;

namespace Saccade.Reliability.Fuzzing;

/// <summary>Makes damaged and hostile inputs out of sound ones: a few random changes each, of kinds that readers trip over.</summary>
internal static class Mutator
{
    private const int MostChanges = 6;
    private const int LongestPiece = 64;
    private const int MostBytes = 1 << 16;

    private static readonly long[] s_numbers =
        [0, 1, -1, 2, 127, 128, 255, 256, 32767, 65535, 1 << 24, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue,
            1L << 40];

    private static readonly string[] s_words =
        ["-1", "0", "1e999", "-1e999", "NaN", "Infinity", "99999999999999999999", "0.0000001", "1.5", "null", "true", "\"", "\\u0000",
            "\\ud800", "{", "}", "[", "]", ",", ":", "\n", "\r\n", "=", "#", "'''", "\u2028", "é", "../../etc/passwd"];

    // Half of a surrogate pair, both halves the wrong way round, a zero, a cut escape, an end of line, nothing.
    private static readonly string[] s_texts = ["\\ud800", "\\udc00\\ud800", "\\u0000", "\\u12", "\\n", "\u2028", ""];

    /// <summary>A damaged input.</summary>
    /// <param name="seeds">Sound inputs, one of which is changed and others are spliced in.</param>
    /// <param name="words">Words of the format, which random bytes would never hit upon.</param>
    /// <param name="random">Where the changes come from.</param>
    public static byte[] Mutate(IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words, ref RandomStream random)
    {
        List<byte> bytes = [.. seeds[random.NextInt(seeds.Count)]];
        // Often a single one, which leaves most of it sound and so reaches what reads the rest.
        for (int changes = random.NextInt(2) == 0 ? 1 : 1 + random.NextInt(MostChanges); changes > 0; changes--)
        {
            Change(bytes, seeds, words, ref random);
        }
        return bytes.Count <= MostBytes ? [.. bytes] : [.. bytes[..MostBytes]];
    }

    private static void Change(List<byte> bytes, IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words, ref RandomStream random)
    {
        int at = random.NextInt(bytes.Count + 1);
        int length = Math.Min(1 + random.NextInt(LongestPiece), bytes.Count - at);
        switch (random.NextInt(13))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.NextInt(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.NextInt(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes[at..(at + length)]);
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                byte[] other = seeds[random.NextInt(seeds.Count)];
                int from = random.NextInt(other.Length + 1);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + LongestPiece)]);
                break;
            case 6:
                Overwrite(bytes, at, Number(ref random));
                break;
            case 7:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(s_words[random.NextInt(s_words.Length)]));
                break;
            case 8 when words.Count > 0:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(words[random.NextInt(words.Count)]));
                break;
            case 9:
                ReplaceNumber(bytes, at, s_words[random.NextInt(9)]);
                break;
            case 10 when random.NextInt(20) == 0:
                bytes.InsertRange(at, Enumerable.Repeat((byte)"[{(\"0 "[random.NextInt(6)], 20_000));
                break;
            case 11:
                ReplaceText(bytes, at, s_texts[random.NextInt(s_texts.Length)]);
                break;
            default:
                bytes.InsertRange(at, Enumerable.Repeat((byte)random.NextInt(256), 1 + random.NextInt(8)));
                break;
        }
    }

    /// <summary>A number that readers trip over, in 2, 4 or 8 bytes of either order.</summary>
    private static byte[] Number(ref RandomStream random)
    {
        byte[] number = new byte[8];
        long value = s_numbers[random.NextInt(s_numbers.Length)];
        int width = 2 << random.NextInt(3);
        if (random.NextInt(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            return number[..width];
        }
        BinaryPrimitives.WriteInt64BigEndian(number, value);
        return number[^width..];
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] piece)
    {
        for (int i = 0; i < piece.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = piece[i];
        }
    }

    /// <summary>Puts a word in the place of the next number written in digits.</summary>
    private static void ReplaceNumber(List<byte> bytes, int at, string word)
    {
        int first = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (first >= 0)
        {
            int end = bytes.FindIndex(first, b => b is not (>= (byte)'0' and <= (byte)'9'));
            bytes.RemoveRange(first, (end < 0 ? bytes.Count : end) - first);
            bytes.InsertRange(first, Encoding.UTF8.GetBytes(word));
        }
    }

    /// <summary>Puts a word in the place of the next text in quotation marks; what is around it stays sound.</summary>
    private static void ReplaceText(List<byte> bytes, int at, string word)
    {
        // Before a text there are as many marks that open one as close one.
        int first = Enumerable.Range(at, bytes.Count - at)
            .FirstOrDefault(i => bytes[i] == (byte)'"' && bytes.Take(i).Count(b => b == (byte)'"') % 2 == 0, -1) + 1;
        int end = first > 0 ? bytes.IndexOf((byte)'"', first) : -1;
        if (end >= 0)
        {
            bytes.RemoveRange(first, end - first);
            bytes.InsertRange(first, Encoding.UTF8.GetBytes(word));
        }
    }
}
