using Saccade.Experiments.Reports;

namespace Saccade.Experiments.Benchmarks;

/// <summary>The section about one row, for its own page and for the page of all rows.</summary>
internal static class RowSection
{
    private const int MostRunsOfAFigure = 8;

    /// <summary>The pictures of a row: learning curves, and the paths of glimpses where there are any.</summary>
    public static string CurvesPath(string pictures, string name) => Path.Combine(pictures, name + "-curves.png");

    public static string PathsPath(string pictures, string name) => Path.Combine(pictures, name + "-glimpses.png");

    /// <summary>The seeds whose curves are drawn over each other.</summary>
    public static IEnumerable<SeedResult> Drawn(ReproductionResult result) => result.Seeds.Take(MostRunsOfAFigure);

    /// <summary>The blocks of the row, below a heading of a level; pictures that are not in their folder are left out.</summary>
    public static IEnumerable<DocumentBlock> Write(ReproductionResult result, string pictures, int level)
    {
        yield return new Heading(level, result.Title.Length > 0 ? $"{result.Name}: {result.Title}" : result.Name);
        yield return new Code(result.Command);
        yield return new Table(
            ["", result.Row.Measure],
            [
                ["ours, one rollout", ReproductionText.Figure(result)],
                .. result.MeanAveraged() is double averaged
                    ? [["ours, ten rollouts averaged", Formatting.Spread(averaged, result.DeviationAveraged())]]
                    : Array.Empty<string[]>(),
                .. result.Seeds[0].RandomPlayer is double random
                    ? [["a random player", Formatting.Number(random)]]
                    : Array.Empty<string[]>(),
                ["the paper", result.Row.Paper ?? Formatting.None],
                ["the report", result.Row.Report ?? Formatting.None],
                ["best public", result.Row.Public ?? Formatting.None],
            ]);
        yield return new Paragraph(Circumstances(result));
        yield return Seeds(result);
        if (ByGlimpse(result) is Table table)
        {
            yield return table;
        }
        Picture[] drawn =
        [
            new($"Learning curves of {result.Name}", CurvesPath(pictures, result.Name)),
            new($"Where {result.Name} looks on test images, seed {result.Seeds[0].Seed}", PathsPath(pictures, result.Name)),
        ];
        foreach (Picture picture in drawn.Where(picture => File.Exists(picture.Path)))
        {
            yield return picture;
        }
    }

    private static string Circumstances(ReproductionResult result) =>
        ReproductionText.Epochs(result) + (result.IsShort() ? "" : " epochs")
        + $", {Formatting.Duration(result.MeanSeconds())} for each seed. "
        + $"Commit {Listed(result, seed => seed.Commit ?? "unknown")}; Saccade {Listed(result, seed => seed.Version)}; "
        + $"{Listed(result, seed => string.Create(CultureInfo.InvariantCulture, $"{seed.Hardware}, threads: {seed.Threads}"))}. "
        + "The weights are those of the epoch with the lowest validation error; the test images had no part in that choice.";

    private static string Listed(ReproductionResult result, Func<SeedResult, string> fact) =>
        string.Join(" and ", result.Seeds.Select(fact).Distinct());

    private static Table Seeds(ReproductionResult result) => new(
        [
            "seed", "one rollout (± standard error over draws)", "95% interval", "ten rollouts",
            result.Seeds[0].RandomPlayer is null ? "test images" : "test episodes",
            "epochs", "best epoch", "validation", "time", "run", "",
        ],
        [.. result.Seeds.Select(seed => (string[])
        [
            string.Create(CultureInfo.InvariantCulture, $"{seed.Seed}"),
            seed.StandardError is double error
                ? $"{Formatting.Number(seed.Figure)} ± {Formatting.Number(error)}" : Formatting.Number(seed.Figure),
            $"{Formatting.Number(seed.Low)} to {Formatting.Number(seed.High)}",
            seed.Averaged is double averaged ? Formatting.Number(averaged) : Formatting.None,
            string.Create(CultureInfo.InvariantCulture, $"{seed.Images:N0}"),
            $"{seed.Epochs}",
            $"{seed.BestEpoch}",
            Formatting.Number(seed.ValidationErrorPercent),
            Formatting.Duration(seed.Seconds),
            seed.Run,
            ReproductionText.Shortness(seed, result.FullEpochs),
        ])]);

    private static Table? ByGlimpse(ReproductionResult result)
    {
        int glimpses = result.Seeds.Min(seed => seed.AccuracyByGlimpse.Count);
        IEnumerable<double> accuracies = Enumerable.Range(0, glimpses).Select(t => result.Seeds.Average(seed => seed.AccuracyByGlimpse[t]));
        return glimpses == 0 ? null : new(
            ["after glimpse", .. Enumerable.Range(1, glimpses).Select(t => $"{t}")],
            [["classified correctly, %, mean of the seeds", .. accuracies.Select(accuracy => Formatting.Number(100 * accuracy))]]);
    }
}
