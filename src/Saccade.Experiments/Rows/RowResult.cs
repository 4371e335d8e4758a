using System.Text.Json;
using Saccade.Checkpoints;
using Saccade.Experiments.Runs;
using Saccade.Runtime;

namespace Saccade.Experiments.Rows;

/// <summary>What came out of a row: a file of its own, <c>rows/ROW.json</c>, from which pages are made.</summary>
public sealed record RowResult
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectNullableAnnotations = true };

    /// <summary>The name of the recipe.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe's title.</summary>
    public required string Title { get; init; }

    /// <summary>What it is and what others reported.</summary>
    public required ExperimentRow Row { get; init; }

    /// <summary>The command that gives it.</summary>
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

    /// <summary>Whether any seed was trained for less than the recipe asks for.</summary>
    public bool IsShort() => Seeds.Any(seed => seed.IsShort(FullEpochs));

    /// <summary>Writes the file.</summary>
    /// <exception cref="SaccadeException">It cannot be written.</exception>
    internal void Write(string folder) => AtomicFile.WriteText(PathIn(folder, Name), JsonSerializer.Serialize(this, s_json) + "\n");

    /// <summary>All results in the folder: those of the table in its order, then others by name.</summary>
    /// <exception cref="SaccadeException">A file cannot be read or is damaged.</exception>
    internal static IReadOnlyList<RowResult> ReadAll(string folder)
    {
        string[] order = [.. RowTable.All.Select(row => row.Recipe)];
        return [.. Directory.GetFiles(folder, "*.json")
            .Select(Read)
            .OrderBy(result => Array.IndexOf(order, result.Name) is var place and >= 0 ? place : int.MaxValue)
            .ThenBy(result => result.Name, StringComparer.Ordinal)];
    }

    private static RowResult Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RowResult>(DurableFile.Read(path), s_json) ?? throw new JsonException("it holds null.");
        }
        catch (JsonException e)
        {
            throw new SaccadeException($"{path} is damaged; delete it, and it is made again from its runs: {e.Message}", e);
        }
    }

    private static string PathIn(string folder, string name) => Path.Combine(folder, name + ".json");

    private double? Spread(Func<SeedResult, double> figure)
    {
        if (Seeds.Count < 2)
        {
            return null;
        }
        double mean = Seeds.Average(figure);
        return Math.Sqrt(Seeds.Sum(seed => Math.Pow(figure(seed) - mean, 2)) / (Seeds.Count - 1));
    }
}
