namespace Saccade.Figures.Drawing;

/// <summary>Text in the colours of a terminal, by escape sequences; plain by default.</summary>
/// <param name="IsShown">Whether there is colour at all.</param>
public readonly record struct TerminalColour(bool IsShown)
{
    /// <summary>What is right: green.</summary>
    public string Right(string text) => Of("32", text);

    /// <summary>What is wrong: red.</summary>
    public string Wrong(string text) => Of("31", text);

    /// <summary>Where glimpses are: yellow.</summary>
    public string Glimpse(string text) => Of("33", text);

    /// <summary>What hardly matters: faint.</summary>
    public string Faint(string text) => Of("2", text);

    /// <summary>The characters that a text shows, without its colours.</summary>
    internal static int Length(string text)
    {
        int shown = 0;
        bool inside = false;
        foreach (char c in text)
        {
            inside |= c == '\e';
            shown += inside ? 0 : 1;
            inside &= c != 'm';
        }
        return shown;
    }

    private string Of(string code, string text) => IsShown ? $"\e[{code}m{text}\e[0m" : text;
}
