using Saccade.Experiments.Reports;

namespace Saccade.Cli.Display;

/// <summary>Formats facts, a name and a value each, in lines broken between words.</summary>
internal static class FactLines
{
    // A value begins under its name where less than this or than its longest word fits beside the name.
    private const int LeastValue = 24;
    private const int Indent = 2;

    /// <summary>One fact.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="column">Where values begin, where the line is wide enough.</param>
    /// <param name="width">The most characters of a line.</param>
    public static string Of(string name, string value, int column, int width)
    {
        (name, value) = (TerminalText.OneLine(name, Text.MostOfLine), TerminalText.OneLine(value, Text.MostOfLine));
        return width - column >= Math.Max(LeastValue, value.Split(' ').Max(word => word.Length))
            ? WrappedText.Of($"{name.PadRight(column - 1)} {value}", width, column)
            : $"{name}\n{WrappedText.Of(new string(' ', Indent) + value, width, Indent)}";
    }
}
