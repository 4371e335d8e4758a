using Saccade.Experiments.Reports;
using Saccade.Figures;

namespace Saccade.Experiments.Benchmarks;

/// <summary>Errors against an option: a figure with a panel for each sweep, and a table of each. No blocks without sweeps.</summary>
internal static class SweepSection
{
    /// <summary>The error against each option of the sensor.</summary>
    public static IReadOnlyList<DocumentBlock> Ablation(IEnumerable<ReproductionResult> results, string pictures) => Write(
        "Ablation: error against the sensor",
        "One option of the sensor is varied at a time; all else is as in the recipe.",
        new("Test error against the sensor", Path.Combine(pictures, "ablation.png")),
        ["seeds", "time"],
        result => [$"{result.Seeds.Count}", Formatting.Duration(result.MeanSeconds())],
        results
            .SelectMany(result => result.Row.Sweeps.Select(place => (result, place)))
            .OrderBy(entry => entry.place.Value)
            .GroupBy(entry => entry.place.Sweep, entry => (entry.place.Value, entry.result))
            .OrderBy(sweep => sweep.Key, StringComparer.OrdinalIgnoreCase));

    /// <summary>The error against the number of glimpses (paper tables 1 and 2), a curve for each task with two or more rows.</summary>
    public static IReadOnlyList<DocumentBlock> Glimpses(IEnumerable<ReproductionResult> results, string pictures) => Write(
        "Error against the number of glimpses",
        "Each point is a separate model, trained with that number of glimpses; its recipe says where the first one goes.",
        new("Test error against the number of glimpses", Path.Combine(pictures, "glimpses.png")),
        ["the paper", "seeds"],
        result => [result.Row.Paper ?? Formatting.None, $"{result.Seeds.Count}"],
        results
            .Where(result => result.Row.Glimpses is not null)
            .OrderBy(result => result.Row.Glimpses)
            .GroupBy(result => $"{result.Row.Task}: T, glimpses", result => (result.Row.Glimpses!.Value, result))
            .Where(task => task.Count() > 1)
            .OrderByDescending(task => task.Key, StringComparer.Ordinal));

    private static IReadOnlyList<DocumentBlock> Write(
        string heading, string text, Picture figure, string[] columns, Func<ReproductionResult, string[]> cells,
        IEnumerable<IGrouping<string, (int Value, ReproductionResult Result)>> found)
    {
        IGrouping<string, (int Value, ReproductionResult Result)>[] sweeps = [.. found];
        if (sweeps.Length == 0)
        {
            return [];
        }
        AtomicFile.WriteBytes(figure.Path, SweepFigure.Render([.. sweeps.Select(sweep => new Sweep(
            sweep.Key, [.. sweep.Select(point => new SweepPoint(point.Value, point.Result.Mean(), point.Result.Deviation()))]))]));
        IEnumerable<Table> tables = sweeps.Select(sweep => new Table(
            [sweep.Key, "test error, %", "ten rollouts, %", .. columns],
            [.. sweep.Select(point => (string[])
            [
                $"{point.Value}",
                ReproductionText.Figure(point.Result),
                Formatting.Spread(point.Result.MeanAveraged(), point.Result.DeviationAveraged()),
                .. cells(point.Result),
            ])]));
        return [new Heading(2, heading), new Paragraph(text), figure, .. tables];
    }
}
