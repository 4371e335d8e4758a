using Saccade.Experiments.Reports;

namespace Saccade.Experiments.Benchmarks;

/// <summary>Results of a reproduction as people read them.</summary>
internal static class ReproductionText
{
    /// <summary>The row's figure of one rollout, marked when it comes from a shortened training.</summary>
    public static string Figure(ReproductionResult result)
    {
        string text = Formatting.Spread(result.Mean(), result.Deviation());
        if (result.Seeds is [SeedResult only])
        {
            text += $" [{Formatting.Number(only.Low)}, {Formatting.Number(only.High)}]";
        }
        return result.IsShort() ? $"{text} (short: {Epochs(result)})" : text;
    }

    /// <summary>How many epochs were trained, such as 80, or 11 to 12 of 80 epochs.</summary>
    public static string Epochs(ReproductionResult result)
    {
        (int least, int most) = (result.Seeds.Min(seed => seed.Epochs), result.Seeds.Max(seed => seed.Epochs));
        string trained = least == most ? $"{least}" : $"{least} to {most}";
        return result.IsShort() ? $"{trained} of {result.FullEpochs} epochs" : trained;
    }

    /// <summary>One seed's figure in one line.</summary>
    public static string Outcome(SeedResult seed, PlannedReproduction row)
    {
        string interval = $"{Formatting.Number(seed.Low)} to {Formatting.Number(seed.High)}";
        string text = $"{row.Row.Measure}: {Formatting.Number(seed.Figure)}, 95% interval {interval}";
        string shortness = Shortness(seed, row.Recipe.Training.Epochs);
        return shortness.Length == 0 ? text : $"{text} ({shortness})";
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
}
