using Saccade.Checkpoints;
using Saccade.Experiments.Rows;
using Saccade.Figures;

namespace Saccade.Experiments.Pages;

/// <summary>The sweeps of the ablation: the error against each option of the sensor, as a figure and as tables.</summary>
internal static class AblationSection
{
    /// <summary>The blocks, with the figure drawn; none without results that belong to a sweep.</summary>
    public static IReadOnlyList<Block> Of(IEnumerable<RowResult> results, string pictures)
    {
        IGrouping<string, (RowResult Result, int Value)>[] sweeps = [.. results
            .SelectMany(result => result.Row.Sweeps.Select(place => (result, place)))
            .OrderBy(entry => entry.place.Value)
            .GroupBy(entry => entry.place.Sweep, entry => (entry.result, entry.place.Value))
            .OrderBy(sweep => sweep.Key, StringComparer.OrdinalIgnoreCase)];
        if (sweeps.Length == 0)
        {
            return [];
        }
        string figure = Path.Combine(pictures, "ablation.png");
        AtomicFile.WriteBytes(figure, SweepFigure.Render([.. sweeps.Select(Curve)]));
        return
        [
            new Heading(2, "Ablation: error against the sensor"),
            new Paragraph("One option of the sensor is varied at a time; all else is as in the recipe."),
            new Picture("Test error against the sensor", figure),
            .. sweeps.Select(Numbers),
        ];
    }

    private static Sweep Curve(IGrouping<string, (RowResult Result, int Value)> sweep) =>
        new(sweep.Key, [.. sweep.Select(point => new SweepPoint(point.Value, point.Result.Mean(), point.Result.Deviation()))]);

    private static Table Numbers(IGrouping<string, (RowResult Result, int Value)> sweep) => new(
        [sweep.Key, "test error, %", "ten rollouts, %", "seeds", "time"],
        [.. sweep.Select(point => (string[])
        [
            $"{point.Value}",
            Words.Figure(point.Result),
            Words.Spread(point.Result.MeanAveraged(), point.Result.DeviationAveraged()),
            $"{point.Result.Seeds.Count}",
            Words.Duration(point.Result.Seeds.Average(seed => seed.Seconds)),
        ])]);
}
