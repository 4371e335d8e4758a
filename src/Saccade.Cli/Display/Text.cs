using Saccade.Evaluation;
using Saccade.Experiments.Reports;

namespace Saccade.Cli.Display;

/// <summary>Figures, and what files say, as people read them.</summary>
internal static class Text
{
    // A path has up to 4096 bytes.
    public const int MostOfLine = 8192;

    /// <summary>The error of one rollout with its standard error over the draws, if any, and its 95% interval.</summary>
    public static string Percent(EvaluationResult result)
    {
        string error = result.ErrorPercentStandardError is double standard
            ? $" ± {standard:F2}% (standard error of {result.Draws} draws; " : "% (";
        return $"{result.ErrorPercent:F2}{error}95% interval {result.ErrorPercentLow:F2} to {result.ErrorPercentHigh:F2})";
    }

    /// <summary>Prints a line that may quote a file; on a terminal it is broken between words.</summary>
    public static void Print(string line) =>
        Console.WriteLine(WrappedText.Of(TerminalText.OneLine(line, MostOfLine), Terminal.Width, line.Length - line.TrimStart(' ').Length));

    /// <summary>Prints what to do next and the command for it, which is never broken.</summary>
    public static void PrintCommand(string text, string command)
    {
        string line = TerminalText.OneLine($"{text} {command}", MostOfLine);
        if (line.Length <= Terminal.Width)
        {
            Console.WriteLine(line);
            return;
        }
        Print(text);
        Console.WriteLine(TerminalText.OneLine("  " + command, MostOfLine));
    }

    /// <summary>Prints a line on standard error, which may quote a file or an argument.</summary>
    public static void Warn(string message) => Console.Error.WriteLine(Warning(message));

    /// <summary>The line of a warning or an error.</summary>
    public static string Warning(string message) => "saccade: " + TerminalText.OneLine(message, MostOfLine);

    /// <summary>Prints warnings on standard error, a line each.</summary>
    public static void PrintWarnings(IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            Warn(warning);
        }
    }

    /// <summary>Prints the paths of the files that a command has written.</summary>
    public static void PrintFiles(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            Print("  " + file);
        }
    }
}
