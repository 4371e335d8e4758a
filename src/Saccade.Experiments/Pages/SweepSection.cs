using Saccade.Checkpoints;
using Saccade.Experiments.Rows;
using Saccade.Figures;

namespace Saccade.Experiments.Pages;

/// <summary>Errors against options: a figure with a panel for each sweep, and a table of each.</summary>
/// <param name="Heading">What the sweeps are about.</param>
/// <param name="Text">What is varied and what is kept.</param>
/// <param name="Caption">What the figure shows.</param>
/// <param name="File">The figure's file in the folder of pictures.</param>
/// <param name="Columns">The heads of the tables' columns after value, error and ten rollouts.</param>
/// <param name="Cells">What stands in those columns for a point.</param>
internal sealed record SweepSection(string Heading, string Text, string Caption, string File, string[] Columns, Func<RowResult, string[]> Cells)
{
    /// <summary>The blocks, with the figure drawn; none without sweeps.</summary>
    public IReadOnlyList<Block> Of(IReadOnlyList<IGrouping<string, (int Value, RowResult Result)>> sweeps, string pictures)
    {
        if (sweeps.Count == 0)
        {
            return [];
        }
        string figure = Path.Combine(pictures, File);
        AtomicFile.WriteBytes(figure, SweepFigure.Render([.. sweeps.Select(Curve)]));
        return [new Heading(2, Heading), new Paragraph(Text), new Picture(Caption, figure), .. sweeps.Select(Numbers)];
    }

    private static Sweep Curve(IGrouping<string, (int Value, RowResult Result)> sweep) =>
        new(sweep.Key, [.. sweep.Select(point => new SweepPoint(point.Value, point.Result.Mean(), point.Result.Deviation()))]);

    private Table Numbers(IGrouping<string, (int Value, RowResult Result)> sweep) => new(
        [sweep.Key, "test error, %", "ten rollouts, %", .. Columns],
        [.. sweep.Select(point => (string[])
        [
            $"{point.Value}",
            Words.Figure(point.Result),
            Words.Spread(point.Result.MeanAveraged(), point.Result.DeviationAveraged()),
            .. Cells(point.Result),
        ])]);
}
