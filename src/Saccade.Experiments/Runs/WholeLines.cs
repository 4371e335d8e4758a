using System.Text;

namespace Saccade.Experiments.Runs;

/// <summary>The lines of a text file that end with a line feed, one after another; a last line without it is left out.</summary>
internal static class WholeLines
{
    /// <summary>The most bytes of a line.</summary>
    public const int MostBytes = 1 << 16;

    /// <summary>Reads lines, each with the position behind it; null in place of one that is too long, which is the last.</summary>
    public static IEnumerable<(string? Line, long End)> Read(Stream stream)
    {
        byte[] buffer = new byte[MostBytes];
        int filled = 0;
        long end = 0;
        while (true)
        {
            int start = 0;
            for (int length; (length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
            {
                end += length + 1;
                yield return (Encoding.UTF8.GetString(buffer, start, length).TrimEnd('\r'), end);
            }
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled == buffer.Length)
            {
                yield return (null, end);
                yield break;
            }
            int read = stream.Read(buffer, filled, buffer.Length - filled);
            if (read == 0)
            {
                yield break;
            }
            filled += read;
        }
    }
}
