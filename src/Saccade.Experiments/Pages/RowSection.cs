using System.Globalization;
using Saccade.Experiments.Rows;

namespace Saccade.Experiments.Pages;

/// <summary>All that is to be told of one row: on a page of its own and on the page of all.</summary>
internal static class RowSection
{
    private const int MostRunsOfAFigure = 8;

    /// <summary>The pictures of a row: learning curves, and the paths of glimpses where there are any.</summary>
    public static string CurvesPath(string pictures, string name) => Path.Combine(pictures, name + "-curves.png");

    public static string PathsPath(string pictures, string name) => Path.Combine(pictures, name + "-glimpses.png");

    /// <summary>The seeds whose curves are drawn over each other.</summary>
    public static IEnumerable<SeedResult> Drawn(RowResult result) => result.Seeds.Take(MostRunsOfAFigure);

    /// <summary>The blocks of the row.</summary>
    /// <param name="result">What came out.</param>
    /// <param name="pictures">The folder of the pictures; those that are not there are left out.</param>
    /// <param name="level">Level of the heading.</param>
    public static IEnumerable<Block> Of(RowResult result, string pictures, int level)
    {
        yield return new Heading(level, result.Title.Length > 0 ? $"{result.Name}: {result.Title}" : result.Name);
        yield return new Code(result.Command);
        yield return new Table(
            ["", result.Row.Measure],
            [
                ["ours, one rollout", Words.Figure(result)],
                .. result.MeanAveraged() is double averaged
                    ? [["ours, ten rollouts averaged", Words.Spread(averaged, result.DeviationAveraged())]]
                    : Array.Empty<string[]>(),
                .. result.Seeds[0].RandomPlayer is double random ? [["a random player", Words.Number(random)]] : Array.Empty<string[]>(),
                ["the paper", result.Row.Paper ?? Words.None],
                ["the report", result.Row.Report ?? Words.None],
                ["best public", result.Row.Public ?? Words.None],
            ]);
        yield return new Paragraph(Circumstances(result));
        yield return Seeds(result);
        if (ByGlimpse(result) is Table table)
        {
            yield return table;
        }
        foreach (Picture picture in Pictures(result, pictures).Where(picture => File.Exists(picture.Path)))
        {
            yield return picture;
        }
    }

    private static IEnumerable<Picture> Pictures(RowResult result, string pictures) =>
    [
        new($"Learning curves of {result.Name}", CurvesPath(pictures, result.Name)),
        new($"Where {result.Name} looks on test images, seed {result.Seeds[0].Seed}", PathsPath(pictures, result.Name)),
    ];

    private static string Circumstances(RowResult result) =>
        $"{Words.Epochs(result)}{(result.IsShort() ? "" : " epochs")}, {Words.Duration(result.Seeds.Average(seed => seed.Seconds))} for each seed. "
        + $"Commit {Listed(result, seed => seed.Commit ?? "unknown")}; Saccade {Listed(result, seed => seed.Version)}; "
        + $"{Listed(result, seed => string.Create(CultureInfo.InvariantCulture, $"{seed.Hardware}, threads: {seed.Threads}"))}. "
        + "The weights are those of the epoch with the lowest validation error; what it is tested on chose nothing.";

    private static string Listed(RowResult result, Func<SeedResult, string> fact) => string.Join(" and ", result.Seeds.Select(fact).Distinct());

    private static Table Seeds(RowResult result) => new(
        ["seed", "one rollout", "95% interval", "ten rollouts", result.Seeds[0].RandomPlayer is null ? "test images" : "test episodes", "epochs", "best epoch", "validation", "time", "run", ""],
        [.. result.Seeds.Select(seed => (string[])
        [
            string.Create(CultureInfo.InvariantCulture, $"{seed.Seed}"),
            Words.Number(seed.Figure),
            $"{Words.Number(seed.Low)} to {Words.Number(seed.High)}",
            seed.Averaged is double averaged ? Words.Number(averaged) : Words.None,
            string.Create(CultureInfo.InvariantCulture, $"{seed.Images:N0}"),
            $"{seed.Epochs}",
            $"{seed.BestEpoch}",
            Words.Number(seed.ValidationErrorPercent),
            Words.Duration(seed.Seconds),
            seed.Run,
            Words.Shortness(seed, result.FullEpochs),
        ])]);

    private static Table? ByGlimpse(RowResult result)
    {
        int glimpses = result.Seeds.Min(seed => seed.AccuracyByGlimpse.Count);
        return glimpses == 0 ? null : new(
            ["after glimpse", .. Enumerable.Range(1, glimpses).Select(t => $"{t}")],
            [["named rightly, %, mean of the seeds", .. Enumerable.Range(0, glimpses).Select(t => Words.Number(100 * result.Seeds.Average(seed => seed.AccuracyByGlimpse[t])))]]);
    }
}
