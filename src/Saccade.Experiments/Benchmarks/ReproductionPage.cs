using Saccade.Experiments.Machine;
using Saccade.Experiments.Reports;

namespace Saccade.Experiments.Benchmarks;

/// <summary>The page of all rows, as <c>index.md</c> and <c>index.html</c>, and one page for each row in <c>rows/</c>.</summary>
internal static class ReproductionPage
{
    private const string Title = "Our figures beside the published ones";

    /// <summary>Writes the page of one row.</summary>
    /// <exception cref="SaccadeException">It cannot be written.</exception>
    public static void WriteRow(ReproductionResult result, string rows, string pictures) =>
        AtomicFile.WriteText(Path.Combine(rows, result.Name + ".md"), MarkdownPage.Write(RowSection.Write(result, pictures, 1), rows));

    /// <summary>Writes <c>index.md</c> and <c>index.html</c>, the pages of all rows, into the folder.</summary>
    /// <exception cref="SaccadeException">A file cannot be written, or a picture not be read.</exception>
    public static void Write(string folder, string pictures, IReadOnlyList<ReproductionResult> results)
    {
        ReproductionResult[] plain = [.. results.Where(result => result.Row.Sweeps.Count == 0)];
        DocumentBlock[] blocks =
        [
            new Heading(1, Title),
            new Paragraph(
                "What is in brackets is the 95% interval of a single seed (Wilson); several seeds "
                + "have mean ± standard deviation (n − 1). "
                + "One rollout takes the mean of the policy at every glimpse, from the first location of the recipe, "
                + "random unless it says otherwise; ten rollouts average the probabilities. "
                + "Short marks rows that were trained for fewer epochs than their recipe asks for."),
            .. plain.Length > 0 ? [Overview(plain)] : Array.Empty<DocumentBlock>(),
            .. SweepSection.Glimpses(plain, pictures),
            .. SweepSection.Ablation(results, pictures),
            new Heading(2, "The machine that made this page"),
            new Table(["", ""], [.. SystemReport.Gather().Facts.Select(fact => (string[])[fact.Name, fact.Value])]),
            .. plain.Length > 0 ? [new Heading(2, "The rows one by one")] : Array.Empty<DocumentBlock>(),
            .. plain.SelectMany(result => RowSection.Write(result, pictures, 3)),
        ];
        AtomicFile.WriteText(Path.Combine(folder, "index.md"), MarkdownPage.Write(blocks, folder));
        AtomicFile.WriteText(Path.Combine(folder, "index.html"), HtmlPage.Write(Title, blocks));
    }

    private static Table Overview(ReproductionResult[] results) => new(
        [
            "recipe", "task", "method", "measure", "ours, one rollout", "ours, ten rollouts",
            "the paper", "the report", "best public", "seeds", "epochs", "time a seed",
        ],
        [.. results.Select(result => (string[])
        [
            result.Name,
            result.Row.Task,
            result.Row.Method,
            result.Row.Measure,
            ReproductionText.Figure(result),
            Formatting.Spread(result.MeanAveraged(), result.DeviationAveraged()),
            result.Row.Paper ?? Formatting.None,
            result.Row.Report ?? Formatting.None,
            result.Row.Public ?? Formatting.None,
            $"{result.Seeds.Count}",
            ReproductionText.Epochs(result),
            Formatting.Duration(result.MeanSeconds()),
        ])]);
}
