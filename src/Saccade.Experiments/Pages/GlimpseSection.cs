using Saccade.Experiments.Rows;

namespace Saccade.Experiments.Pages;

/// <summary>The error against the number of glimpses that a model was trained with, a curve for each task with two or more such rows (paper tables 1 and 2).</summary>
internal static class GlimpseSection
{
    private static readonly SweepSection s_section = new(
        "Error against the number of glimpses",
        "Each point is a model of its own, trained with so many glimpses; its recipe says where the first one goes.",
        "Test error against the number of glimpses",
        "glimpses.png",
        ["the paper", "seeds"],
        result => [result.Row.Paper ?? Words.None, $"{result.Seeds.Count}"]);

    /// <summary>The blocks, with the figure drawn; none where no task has two such rows.</summary>
    public static IReadOnlyList<Block> Of(IEnumerable<RowResult> results, string pictures) => s_section.Of(
        [.. results
            .Where(result => result.Row.Glimpses is not null)
            .OrderBy(result => result.Row.Glimpses)
            .GroupBy(result => $"{result.Row.Task}: T, glimpses", result => (result.Row.Glimpses!.Value, result))
            .Where(task => task.Count() > 1)
            .OrderByDescending(task => task.Key, StringComparer.Ordinal)],
        pictures);
}
