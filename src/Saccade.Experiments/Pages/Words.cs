using System.Globalization;
using Saccade.Experiments.Rows;

namespace Saccade.Experiments.Pages;

/// <summary>Results as people read them.</summary>
internal static class Words
{
    /// <summary>Stands where there is nothing to say.</summary>
    public const string None = "–";

    public static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Mean and standard deviation, such as 1.05 ± 0.03.</summary>
    public static string Spread(double? mean, double? deviation) =>
        mean is null ? None : deviation is null ? Number(mean.Value) : $"{Number(mean.Value)} ± {Number(deviation.Value)}";

    /// <summary>The row's figure of one rollout, marked when it comes from a shortened training.</summary>
    public static string Figure(RowResult result)
    {
        string text = Spread(result.Mean(), result.Deviation());
        if (result.Seeds is [SeedResult only])
        {
            text += $" [{Number(only.Low)}, {Number(only.High)}]";
        }
        return result.IsShort() ? $"{text} (short: {Epochs(result)})" : text;
    }

    /// <summary>How many epochs were trained, such as 80, or 11 to 12 of 80 epochs.</summary>
    public static string Epochs(RowResult result)
    {
        (int least, int most) = (result.Seeds.Min(seed => seed.Epochs), result.Seeds.Max(seed => seed.Epochs));
        string trained = least == most ? $"{least}" : $"{least} to {most}";
        return result.IsShort() ? $"{trained} of {result.FullEpochs} epochs" : trained;
    }

    /// <summary>One seed's figure in a line of its own.</summary>
    public static string Outcome(SeedResult seed, PlannedRow row)
    {
        string ending = Shortness(seed, row.Recipe.Training.Epochs);
        return $"{row.Row.Measure}: {Number(seed.Figure)}, 95% interval {Number(seed.Low)} to {Number(seed.High)}{(ending.Length == 0 ? "" : $" ({ending})")}";
    }

    /// <summary>How one seed's training ended, when not with the recipe's last epoch; empty otherwise.</summary>
    public static string Shortness(SeedResult seed, int fullEpochs)
    {
        string trained = $"short: {seed.Epochs} of {fullEpochs} epochs";
        return seed.Epochs < seed.PlannedEpochs && !seed.OutOfPatience
            ? $"{trained}; the time was up before the end of a schedule of {seed.PlannedEpochs}"
            : seed.PlannedEpochs < fullEpochs ? $"{trained}, the whole schedule fitted to the time"
            : seed.OutOfPatience ? "ended by the recipe's patience"
            : "";
    }

    /// <summary>A duration, rounded to minutes from an hour on, to seconds below.</summary>
    public static string Duration(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Round(seconds)), minutes = TimeSpan.FromMinutes(Math.Round(seconds / 60));
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)minutes.TotalHours} h {minutes.Minutes} min")
            : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s";
    }
}
