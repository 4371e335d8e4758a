using System.Text;

namespace Saccade.Experiments.Reports;

/// <summary>Text in lines of a terminal's width that end between words; a longer word, such as a path, stays whole.</summary>
public static class WrappedText
{
    private const int LeastWidth = 20;

    /// <summary>The text with line feeds, each followed by <paramref name="indent"/> spaces.</summary>
    /// <param name="text">Words; spaces at the start stay.</param>
    /// <param name="width">The most characters of a line.</param>
    /// <param name="indent">The spaces at the start of every further line.</param>
    public static string Of(string text, int width, int indent)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder lines = new();
        int length = 0, start = text.Length - text.TrimStart(' ').Length;
        foreach (string word in text[start..].Split(' '))
        {
            if (length > 0 && length + 1 + word.Length > Math.Max(width, indent + LeastWidth))
            {
                while (lines[^1] == ' ')
                {
                    lines.Length--;
                }
                lines.Append('\n').Append(' ', indent);
                length = indent;
            }
            else if (length > 0)
            {
                lines.Append(' ');
                length++;
            }
            else
            {
                lines.Append(' ', start);
                length = start;
            }
            lines.Append(word);
            length += word.Length;
        }
        return lines.ToString();
    }
}
