using Saccade.Experiments.Reports;

namespace Saccade.Experiments.Benchmarks;

/// <summary>The result of a row: the file <c>rows/ROW.json</c>, from which pages are made.</summary>
internal sealed record ReproductionResult
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>What it is and what others reported.</summary>
    public required PublishedResult Row { get; init; }

    public required string Command { get; init; }

    /// <summary>The recipe's own number of epochs.</summary>
    public required int FullEpochs { get; init; }

    /// <summary>One result for each seed, at least one.</summary>
    public required IReadOnlyList<SeedResult> Seeds { get; init; }

    /// <summary>Mean over the seeds of the figure of one rollout.</summary>
    public double Mean() => Seeds.Average(seed => seed.Figure);

    /// <summary>Standard deviation over the seeds (n − 1) of the figure of one rollout; null for a single seed.</summary>
    public double? Deviation() => Spread(seed => seed.Figure);

    /// <summary>Mean over the seeds of the figure of averaged rollouts; null if there is none.</summary>
    public double? MeanAveraged() => Seeds.All(seed => seed.Averaged is not null) ? Seeds.Average(seed => seed.Averaged) : null;

    /// <summary>Its standard deviation over the seeds; null for a single seed or without averaged rollouts.</summary>
    public double? DeviationAveraged() => MeanAveraged() is null ? null : Spread(seed => seed.Averaged!.Value);

    public double MeanSeconds() => Seeds.Average(seed => seed.Seconds);

    /// <summary>Whether any seed was trained for less than the recipe asks for.</summary>
    public bool IsShort() => Seeds.Any(seed => seed.IsShort(FullEpochs));

    /// <exception cref="SaccadeException">It cannot be written.</exception>
    internal void Write(string folder) => JsonFile.Write(Path.Combine(folder, Name + ".json"), this);

    /// <summary>All results in the folder: those of the table in its order, then others by name.</summary>
    /// <exception cref="SaccadeException">A file cannot be read or is damaged.</exception>
    internal static IReadOnlyList<ReproductionResult> ReadAll(string folder)
    {
        string[] order = [.. PublishedResults.All.Select(row => row.Recipe)];
        return [.. Directory.GetFiles(folder, "*.json")
            .Select(path => JsonFile.Read<ReproductionResult>(path, "delete it, and it is made again from its runs"))
            .OrderBy(result => Array.IndexOf(order, result.Name) is var place and >= 0 ? place : int.MaxValue)
            .ThenBy(result => result.Name, StringComparer.Ordinal)];
    }

    private double? Spread(Func<SeedResult, double> figure) => SampleStatistics.Deviation([.. Seeds.Select(figure)]);
}
