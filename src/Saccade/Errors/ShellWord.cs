using System.Text;

namespace Saccade.Errors;

/// <summary>Any text as one word of a command that can be pasted into a shell.</summary>
public static class ShellWord
{
    private const string PlainPunctuation = "/._-+:,=@%";

    /// <summary>
    /// The text as it is if it has only letters, digits and some punctuation; else in quotes. Characters that a terminal does not show
    /// become escapes, in the form <c>$'…'</c>.
    /// </summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > 0 && text.All(IsPlain) ? text
            : OperatingSystem.IsWindows() ? $"\"{TerminalText.OneLine(text, text.Length).Replace("\"", "\\\"")}\""
            : text.EnumerateRunes().All(TerminalText.IsShown) ? $"'{text.Replace("'", "'\\''")}'"
            : Escaped(text);
    }

    private static bool IsPlain(char c) =>
        char.IsLetterOrDigit(c) || PlainPunctuation.Contains(c) || c == Path.DirectorySeparatorChar;

    private static string Escaped(string text)
    {
        StringBuilder word = new("$'");
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            // Three octal digits end an escape, whatever follows.
            _ = b is >= (byte)' ' and < 0x7F and not (byte)'\'' and not (byte)'\\'
                ? word.Append((char)b)
                : word.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0'));
        }
        return word.Append('\'').ToString();
    }
}
