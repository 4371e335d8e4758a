using Saccade.Checkpoints;
using Saccade.Experiments.Rows;
using Saccade.Figures;

namespace Saccade.Experiments.Pages;

/// <summary>The error against the number of glimpses that a model was trained with, a curve for each task with two or more such rows (paper tables 1 and 2).</summary>
internal static class GlimpseSection
{
    /// <summary>The blocks, with the figure drawn; none where no task has two such rows.</summary>
    public static IReadOnlyList<Block> Of(IEnumerable<RowResult> results, string pictures)
    {
        IGrouping<string, RowResult>[] tasks = [.. results
            .Where(result => result.Row.Glimpses is not null)
            .OrderBy(result => result.Row.Glimpses)
            .GroupBy(result => result.Row.Task)
            .Where(task => task.Count() > 1)
            .OrderByDescending(task => task.Key, StringComparer.Ordinal)];
        if (tasks.Length == 0)
        {
            return [];
        }
        string figure = Path.Combine(pictures, "glimpses.png");
        AtomicFile.WriteBytes(figure, SweepFigure.Render([.. tasks.Select(Curve)]));
        return
        [
            new Heading(2, "Error against the number of glimpses"),
            new Paragraph("Each point is a model of its own, trained with so many glimpses; its recipe says where the first one goes."),
            new Picture("Test error against the number of glimpses", figure),
            .. tasks.Select(Numbers),
        ];
    }

    private static Sweep Curve(IGrouping<string, RowResult> task) =>
        new($"{task.Key}: T, glimpses", [.. task.Select(point => new SweepPoint(point.Row.Glimpses!.Value, point.Mean(), point.Deviation()))]);

    private static Table Numbers(IGrouping<string, RowResult> task) => new(
        [$"{task.Key}: T, glimpses", "test error, %", "ten rollouts, %", "the paper", "seeds"],
        [.. task.Select(point => (string[])
        [
            $"{point.Row.Glimpses}",
            Words.Figure(point),
            Words.Spread(point.MeanAveraged(), point.DeviationAveraged()),
            point.Row.Paper ?? Words.None,
            $"{point.Seeds.Count}",
        ])]);
}
