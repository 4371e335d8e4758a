using System.Globalization;
using Saccade.Evaluation;

namespace Saccade.Cli.Display;

/// <summary>Figures, and what files say, as people read them.</summary>
internal static class Text
{
    private const int MostCharacters = 200;

    /// <summary>The error of one rollout with its 95% interval.</summary>
    public static string Percent(EvaluationResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.ErrorPercent:F2}% (95% interval {result.ErrorPercentLow:F2} to {result.ErrorPercentHigh:F2})");

    /// <summary>The share of catches with its 95% interval.</summary>
    public static string Percent(GameResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.CaughtPercent:F2}% (95% interval {result.CaughtPercentLow:F2} to {result.CaughtPercentHigh:F2})");

    /// <summary>A text out of a file as it may be shown: one line of bounded length, and nothing in it that a terminal obeys.</summary>
    public static string OneLine(string text)
    {
        string line = string.Concat(text.Take(MostCharacters).Select(c => char.GetUnicodeCategory(c) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c));
        return text.Length <= MostCharacters ? line : line + "…";
    }

    public static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:D2}");
}
