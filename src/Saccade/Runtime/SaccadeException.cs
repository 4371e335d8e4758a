namespace Saccade.Runtime;

/// <summary>A failure the user can mend: the message is one line that names the file or thing, what it was, and the remedy.</summary>
public class SaccadeException : Exception
{
    /// <summary>Makes a failure; the message becomes one line of at most 4000 characters, whatever text of a file or argument it quotes.</summary>
    public SaccadeException(string message, Exception? inner = null) : base(OneLine(message), inner) { }

    private const int MostCharacters = 4000;

    private static string OneLine(string message)
    {
        string line = string.Concat(message.Take(MostCharacters).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
        return message.Length <= MostCharacters ? line : line + "…";
    }
}

/// <summary>A wrong option or argument: the message names it, what it was and what it may be.</summary>
public sealed class OptionException : SaccadeException
{
    /// <summary>Makes an error about an option with its one-line message.</summary>
    public OptionException(string message, Exception? inner = null) : base(message, inner) { }
}
