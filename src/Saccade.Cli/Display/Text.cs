using System.Globalization;
using Saccade.Evaluation;

namespace Saccade.Cli.Display;

/// <summary>Figures as people read them.</summary>
internal static class Text
{
    /// <summary>The error of one rollout with its 95% interval.</summary>
    public static string Percent(EvaluationResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.ErrorPercent:F2}% (95% interval {result.ErrorPercentLow:F2} to {result.ErrorPercentHigh:F2})");

    /// <summary>The share of catches with its 95% interval.</summary>
    public static string Percent(GameResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.CaughtPercent:F2}% (95% interval {result.CaughtPercentLow:F2} to {result.CaughtPercentHigh:F2})");

    public static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:D2}");
}
