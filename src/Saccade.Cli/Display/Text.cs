using Saccade.Evaluation;

namespace Saccade.Cli.Display;

/// <summary>Figures, and what files say, as people read them.</summary>
internal static class Text
{
    // A path has up to 4096 bytes.
    internal const int MostOfLine = 8192;

    /// <summary>The error of one rollout with its standard error over the draws, if any, and its 95% interval.</summary>
    public static string Percent(EvaluationResult result)
    {
        string error = result.ErrorPercentStandardError is double standard
            ? $" ± {standard:F2}% (standard error of {result.Draws} draws; " : "% (";
        return $"{result.ErrorPercent:F2}{error}95% interval {result.ErrorPercentLow:F2} to {result.ErrorPercentHigh:F2})";
    }

    /// <summary>Prints a line that may quote a file.</summary>
    public static void Print(string line) => Console.WriteLine(TerminalText.OneLine(line, MostOfLine));

    /// <summary>Prints warnings on standard error, a line each.</summary>
    public static void PrintWarnings(IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            Console.Error.WriteLine("saccade: " + TerminalText.OneLine(warning, MostOfLine));
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
