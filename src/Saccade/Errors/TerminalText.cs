using System.Text;

namespace Saccade.Errors;

/// <summary>
/// Text of unknown origin, such as a file's, as a terminal or a message may show it: one line of bounded length, made only of letters,
/// marks, numbers, punctuation, symbols and spaces.
/// </summary>
public static class TerminalText
{
    private const int MostCharacters = 200;

    /// <summary>The text with a space for each character that is not shown, cut after <paramref name="most"/> characters.</summary>
    public static string OneLine(string text, int most = MostCharacters)
    {
        ArgumentNullException.ThrowIfNull(text);
        int length = Math.Min(text.Length, most);
        if (length < text.Length && length > 0 && char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }
        StringBuilder line = new(length + 1);
        foreach (Rune rune in text.AsSpan(0, length).EnumerateRunes())
        {
            line.Append(IsShown(rune) ? rune.ToString() : " ");
        }
        return length < text.Length ? line.Append('…').ToString() : line.ToString();
    }

    /// <summary>Whether a character is shown as it is; not control, format and unassigned characters and separators of lines.</summary>
    internal static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
        or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
        or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
        or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation
        or UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol
        or UnicodeCategory.SpaceSeparator;
}
