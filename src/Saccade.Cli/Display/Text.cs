using Saccade.Evaluation;

namespace Saccade.Cli.Display;

/// <summary>Figures, and what files say, as people read them.</summary>
internal static class Text
{
    private const int MostCharacters = 200;

    /// <summary>The error of one rollout with its standard error over the draws, if any, and its 95% interval.</summary>
    public static string Percent(EvaluationResult result)
    {
        string error = result.ErrorPercentStandardError is double standard
            ? $" ± {standard:F2}% (standard error of {result.Draws} draws; " : "% (";
        return $"{result.ErrorPercent:F2}{error}95% interval {result.ErrorPercentLow:F2} to {result.ErrorPercentHigh:F2})";
    }

    /// <summary>A text out of a file as it may be shown: one line of bounded length, and nothing in it that a terminal obeys.</summary>
    public static string OneLine(string text)
    {
        string line = string.Concat(text.Take(MostCharacters).Select(c => char.GetUnicodeCategory(c)
            is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c));
        return text.Length <= MostCharacters ? line : line + "…";
    }

    /// <summary>Prints the paths of the files that a command has written.</summary>
    public static void PrintFiles(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            Console.WriteLine("  " + file);
        }
    }
}
