using Saccade.Experiments.Rows;

namespace Saccade.Experiments.Pages;

/// <summary>The sweeps of the ablation: the error against each option of the sensor, as a figure and as tables.</summary>
internal static class AblationSection
{
    private static readonly SweepSection s_section = new(
        "Ablation: error against the sensor",
        "One option of the sensor is varied at a time; all else is as in the recipe.",
        "Test error against the sensor",
        "ablation.png",
        ["seeds", "time"],
        result => [$"{result.Seeds.Count}", Words.Duration(result.Seeds.Average(seed => seed.Seconds))]);

    /// <summary>The blocks, with the figure drawn; none without results that belong to a sweep.</summary>
    public static IReadOnlyList<Block> Of(IEnumerable<RowResult> results, string pictures) => s_section.Of(
        [.. results
            .SelectMany(result => result.Row.Sweeps.Select(place => (result, place)))
            .OrderBy(entry => entry.place.Value)
            .GroupBy(entry => entry.place.Sweep, entry => (entry.place.Value, entry.result))
            .OrderBy(sweep => sweep.Key, StringComparer.OrdinalIgnoreCase)],
        pictures);
}
