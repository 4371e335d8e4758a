using Saccade.Experiments.Reports;

namespace Saccade.Cli.Display;

/// <summary>Formats facts, a name and a value each, in lines broken between words.</summary>
internal static class FactLines
{
    // Below this width a value begins under its name.
    private const int LeastValue = 24;
    private const int Indent = 2;

    /// <summary>One fact.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="column">Where values begin, where the line is wide enough.</param>
    /// <param name="width">The most characters of a line.</param>
    public static string Of(string name, string value, int column, int width) => width - column >= LeastValue
        ? WrappedText.Of($"{name.PadRight(column - 1)} {value}", width, column)
        : $"{name}\n{WrappedText.Of(new string(' ', Indent) + value, width, Indent)}";
}
