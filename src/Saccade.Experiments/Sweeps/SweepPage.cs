using Saccade.Experiments.Reports;
using Saccade.Figures;

namespace Saccade.Experiments.Sweeps;

/// <summary>Writes the results of a sweep: Markdown and HTML pages, tables for other programs, pictures, and the best recipe.</summary>
internal static class SweepPage
{
    public const string BestName = "best.toml";
    private const string ErrorTitle = "Lowest validation error, %";

    /// <summary>
    /// Writes the current results, again if runs ended meanwhile: of several processes that write, the last one writes the final results.
    /// </summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="read">Reads the current results.</param>
    /// <returns>The results that were written.</returns>
    /// <exception cref="SaccadeException">A run's files are damaged, or a file cannot be written.</exception>
    public static SweepResult Write(SweepFolder sweep, Func<SweepResult> read)
    {
        SweepResult written, current = read();
        do
        {
            written = current;
            Write(sweep, written);
            current = read();
        }
        while (current.Left != written.Left);
        return written;
    }

    /// <summary>Each file is replaced as a whole, so that several processes may do it.</summary>
    private static void Write(SweepFolder sweep, SweepResult result)
    {
        RunPictures.MakeFolder(sweep.In("pictures"));
        DocumentBlock[] blocks = [.. Blocks(sweep, result)];
        string title = $"Sweep of {sweep.Recipe.Name}";
        AtomicFile.WriteText(sweep.In("sweep.md"), MarkdownPage.Write(blocks, sweep.Path));
        AtomicFile.WriteText(sweep.PagePath, HtmlPage.Write(title, blocks));
        AtomicFile.WriteText(sweep.In("sweep.csv"), string.Concat(SettingRows(sweep, result).Select(CsvText.Line)));
        AtomicFile.WriteText(sweep.In("runs.csv"), string.Concat(RunRows(sweep, result).Select(CsvText.Line)));
        if (result.Best is SettingResult best)
        {
            AtomicFile.WriteText(sweep.In(BestName), RecipeText.Write(best.Setting.Recipe));
        }
    }

    private static IEnumerable<DocumentBlock> Blocks(SweepFolder sweep, SweepResult result)
    {
        SweepPlan plan = sweep.Plan;
        yield return new Heading(1, $"Sweep of {sweep.Recipe.Name}");
        yield return new Paragraph(Summary(plan, result));
        if (result.Best is SettingResult best)
        {
            string values = string.Join(", ", plan.Options.Zip(best.Setting.Values, (key, value) => $"{key}={value}"));
            yield return new Paragraph($"Best is setting {best.Setting.Number}{(values.Length > 0 ? $", {values}" : "")}: "
                + $"{Formatting.Spread(best.Mean, best.Deviation)}%. {BestName} is its recipe. Its validation error chose it and is "
                + "therefore optimistic; test it with a further seed.");
        }
        yield return result.Table();
        yield return new Paragraph("The validation error is that of the best epoch: mean ± standard deviation over seeds.");
        foreach (Picture picture in Pictures(sweep, result))
        {
            yield return picture;
        }
        string[][] failures = [.. from row in result.Settings from run in row.Runs where run.Failure is not null
                                  select new[] { run.Name, run.Failure }];
        if (failures.Length > 0)
        {
            yield return new Heading(2, "Failed runs");
            yield return new Table(["run", "reason"], failures);
        }
    }

    private static string Summary(SweepPlan plan, SweepResult result)
    {
        string how = plan.Search switch
        {
            SearchKind.Grid => "all combinations",
            SearchKind.Random => $"drawn at random with key {plan.Key}",
            _ => $"{(plan.Key is null ? "all combinations" : $"drawn at random with key {plan.Key}")}; "
                + $"one in {plan.Eta} continues after epoch {string.Join(" and ", plan.Rungs)}, by validation error alone",
        };
        string left = result.Left == 0 ? "" : $" Left to train: {Count(result.Left, "run")}.";
        return $"{Count(plan.Settings.Count, "setting")} ({how}), each with {Count(plan.Seeds, "seed")}.{left}";
    }

    private static IEnumerable<Picture> Pictures(SweepFolder sweep, SweepResult result)
    {
        CurveRun[] curves = [.. result.Settings
            .Where(row => row.Errors.Count > 0)
            .Take(LearningCurves.MostRuns)
            .SelectMany(row => row.Runs.Where(run => run.Metrics.Epochs > 0)
                .Select(run => RunPictures.Curve($"setting {row.Setting.Number}", run.Metrics)))];
        if (curves.Length > 0)
        {
            string path = sweep.In(Path.Combine("pictures", "curves.png"));
            AtomicFile.WriteBytes(path, LearningCurves.Render(curves));
            yield return new($"Learning curves of the best settings, up to {LearningCurves.MostRuns}: mean over seeds, and a band of one "
                + "standard deviation", path);
        }
        Sweep[] panels = [.. sweep.Plan.Options.Select((key, i) => Panel(key, i, result)).OfType<Sweep>().Take(SweepFigure.MostSweeps)];
        if (panels.Length > 0)
        {
            string path = sweep.In(Path.Combine("pictures", "options.png"));
            AtomicFile.WriteBytes(path, SweepFigure.Render(panels, title: ErrorTitle));
            yield return new("Validation error against each option: mean and one standard deviation over all runs with that value that "
                + "were not stopped", path);
        }
    }

    /// <summary>The error over the values of one option; null if none has a result.</summary>
    private static Sweep? Panel(string key, int option, SweepResult result)
    {
        const double WideRange = 30;
        (string Name, double[] Errors)[] values = [.. result.Settings
            .Where(row => row.StoppedAt is null && row.Errors.Count > 0)
            .GroupBy(row => row.Setting.Values[option], row => row.Errors)
            .Select(group => (group.Key, group.SelectMany(errors => errors).ToArray()))];
        if (values.Length == 0)
        {
            return null;
        }
        Dictionary<string, double> numbers = [];
        foreach ((string name, _) in values)
        {
            if (double.TryParse(name, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            {
                numbers[name] = number;
            }
        }
        bool numeric = numbers.Count == values.Length && numbers.Values.Distinct().Count() == values.Length;
        if (!numeric)
        {
            return new(key, [.. values.OrderBy(value => value.Name, StringComparer.Ordinal)
                .Select((value, i) => Point(i, value.Errors) with { Name = value.Name })]);
        }
        double least = numbers.Values.Min(), most = numbers.Values.Max();
        return new(key, [.. values.OrderBy(value => numbers[value.Name]).Select(value => Point(numbers[value.Name], value.Errors))])
        {
            Logarithmic = least > 0 && most > WideRange * least,
        };

        static SweepPoint Point(double value, double[] errors) => new(value, errors.Average(), SampleStatistics.Deviation(errors));
    }

    private static IEnumerable<IEnumerable<string>> SettingRows(SweepFolder sweep, SweepResult result) =>
    [
        [
            "setting", .. sweep.Plan.Options, "validation_error_percent", "standard_deviation", "seeds", "epochs", "seconds",
            "stopped_at_epoch",
        ],
        .. result.Settings.Select(row => (string[])
        [
            $"{row.Setting.Number}", .. row.Setting.Values, Number(row.Mean), Number(row.Deviation), $"{row.Errors.Count}", $"{row.Epochs}",
            Number(row.Seconds), $"{row.StoppedAt}",
        ]),
    ];

    private static IEnumerable<IEnumerable<string>> RunRows(SweepFolder sweep, SweepResult result) =>
    [
        ["run", "setting", "seed", .. sweep.Plan.Options, "validation_error_percent", "epochs", "finished", "failure"],
        .. from row in result.Settings from run in row.Runs
           select (string[])
           [
               run.Name, $"{row.Setting.Number}", $"{run.Seed}", .. row.Setting.Values, Number(run.Error()), $"{run.Epochs}",
               run.IsFinished ? "true" : "false", run.Failure ?? "",
           ],
    ];

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
