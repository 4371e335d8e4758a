using System.Text;

namespace Saccade.Experiments.Reports;

/// <summary>Text of unknown origin within Markdown: it stays text, whatever it contains, and is of bounded length.</summary>
internal static class MarkdownText
{
    private const int MostCharacters = 8000;
    private const int MostCode = 100_000;
    private const char Tick = '`';

    // Punctuation that means nothing within a line; all other ASCII punctuation is escaped.
    private const string Plain = " .,;:?()'\"%/+-=";

    /// <summary>The text on one line, for a paragraph, a heading or a cell of a table.</summary>
    public static string Line(string text)
    {
        string line = TerminalText.OneLine(text, MostCharacters);
        StringBuilder escaped = new(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            // A list, a heading or a line begins with one of these, and an address becomes a link.
            bool special = char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c)
                && (!Plain.Contains(c) || (i == 0 && "+-=".Contains(c)) || (c == ':' && line.AsSpan(i + 1).StartsWith("//")));
            _ = special ? escaped.Append('\\').Append(c) : escaped.Append(c);
        }
        return escaped.ToString();
    }

    /// <summary>A block of commands, fenced by more backticks than it contains in a row.</summary>
    public static string Code(string text)
    {
        string code = string.Join('\n', (text.Length <= MostCode ? text : text[..MostCode] + "…").Split('\n')
            .Select(line => TerminalText.OneLine(line, MostCode)));
        string fence = new(Tick, Math.Max(3, LongestTicks(code) + 1));
        return $"{fence}sh\n{code}\n{fence}";
    }

    private static int LongestTicks(string text)
    {
        (int longest, int run) = (0, 0);
        foreach (char c in text)
        {
            run = c == Tick ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }
}
