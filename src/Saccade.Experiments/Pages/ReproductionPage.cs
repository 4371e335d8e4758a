using Saccade.Checkpoints;
using Saccade.Experiments.Rows;
using Saccade.Runtime;

namespace Saccade.Experiments.Pages;

/// <summary>The page of all rows, as <c>index.md</c> and <c>index.html</c>, and one page for each row in <c>rows/</c>.</summary>
internal static class ReproductionPage
{
    private const string Title = "Our figures beside the published ones";

    /// <summary>Writes the page of one row.</summary>
    /// <exception cref="SaccadeException">It cannot be written.</exception>
    public static void WriteRow(RowResult result, string rows, string pictures) =>
        AtomicFile.WriteText(Path.Combine(rows, result.Name + ".md"), MarkdownPage.Write(RowSection.Of(result, pictures, 1), rows));

    /// <summary>Writes the page of all rows in the folder.</summary>
    /// <param name="folder">Receives index.md and index.html.</param>
    /// <param name="pictures">The folder of the rows' pictures.</param>
    /// <param name="results">The rows in their order.</param>
    /// <exception cref="SaccadeException">A file cannot be written, or a picture not be read.</exception>
    public static void Write(string folder, string pictures, IReadOnlyList<RowResult> results)
    {
        RowResult[] plain = [.. results.Where(result => result.Row.Sweeps.Count == 0)];
        Block[] blocks =
        [
            new Heading(1, Title),
            new Paragraph(
                "What is in brackets is the 95% interval of a single seed (Wilson); several seeds have mean ± standard deviation (n − 1). "
                + "One rollout takes the mean of the policy at every glimpse, from the first place of the recipe, random unless it says otherwise; ten rollouts average the probabilities. "
                + "Short marks rows that were trained for fewer epochs than their recipe asks for."),
            .. plain.Length > 0 ? [Overview(plain)] : Array.Empty<Block>(),
            .. GlimpseSection.Of(plain, pictures),
            .. AblationSection.Of(results, pictures),
            new Heading(2, "The machine that made this page"),
            new Table(["", ""], [.. SystemReport.Gather().Facts.Select(fact => (string[])[fact.Name, fact.Value])]),
            .. plain.Length > 0 ? [new Heading(2, "The rows one by one")] : Array.Empty<Block>(),
            .. plain.SelectMany(result => RowSection.Of(result, pictures, 3)),
        ];
        AtomicFile.WriteText(Path.Combine(folder, "index.md"), MarkdownPage.Write(blocks, folder));
        AtomicFile.WriteText(Path.Combine(folder, "index.html"), HtmlPage.Write(Title, blocks));
    }

    private static Table Overview(RowResult[] results) => new(
        ["recipe", "task", "method", "measure", "ours, one rollout", "ours, ten rollouts", "the paper", "the report", "best public", "seeds", "epochs", "time a seed"],
        [.. results.Select(result => (string[])
        [
            result.Name,
            result.Row.Task,
            result.Row.Method,
            result.Row.Measure,
            Words.Figure(result),
            Words.Spread(result.MeanAveraged(), result.DeviationAveraged()),
            result.Row.Paper ?? Words.None,
            result.Row.Report ?? Words.None,
            result.Row.Public ?? Words.None,
            $"{result.Seeds.Count}",
            Words.Epochs(result),
            Words.Duration(result.Seeds.Average(seed => seed.Seconds)),
        ])]);
}
