namespace Saccade.Experiments.Reports;

/// <summary>Runs that differ by seed alone.</summary>
internal sealed record RunGroup
{
    private const int MostOptions = 4;

    private RunGroup(string name, IReadOnlyList<RunFolder> runs)
    {
        RunProgress[] progress = [.. runs.Select(RunProgress.Read)];
        double?[] tests = [.. runs.Zip(progress, (run, at) => TestRecord.Read(run, at.Epochs)?.Result.ErrorPercent)];
        (Name, Runs) = (name, runs);
        Errors = [.. progress.Select(at => at.BestError)];
        TestErrors = tests.All(error => error is not null) ? [.. tests.OfType<double>()] : [];
    }

    /// <summary>The columns of <see cref="Cells"/>.</summary>
    public static IReadOnlyList<TextColumn> Columns { get; } =
    [
        new("group", IsText: true), new("seeds"), new("validation error, %"), new("test error, %", Rank: 2),
        new("difference, %"), new("options that differ", Rank: 1, IsText: true),
    ];

    /// <summary>What the columns mean.</summary>
    public static string Note => "Mean ± standard deviation over seeds; difference of the validation error from the first group's, ± "
        + "half of its 95% interval (Welch's t test).";

    /// <summary>Its name: what the names of its runs begin with.</summary>
    public string Name { get; private init; }

    public IReadOnlyList<RunFolder> Runs { get; }

    /// <summary>The lowest validation error of each run in percent.</summary>
    public IReadOnlyList<double> Errors { get; }

    /// <summary>The test error of each run in percent; empty unless all were tested.</summary>
    public IReadOnlyList<double> TestErrors { get; }

    /// <summary>Groups runs by recipe, in their order; a seed that comes again with the same recipe begins another group.</summary>
    public static IReadOnlyList<RunGroup> Of(IEnumerable<(RunFolder Run, string Name)> runs)
    {
        Dictionary<(Recipe, long), int> seen = [];
        RunGroup[] groups = [.. runs
            .GroupBy(entry =>
            {
                Recipe recipe = entry.Run.Recipe with { Name = "-", Title = "" };
                int times = seen[(recipe, entry.Run.Info.Seed)] = seen.GetValueOrDefault((recipe, entry.Run.Info.Seed)) + 1;
                return (recipe, times);
            })
            .Select(group => new RunGroup(CommonName([.. group.Select(entry => entry.Name)]), [.. group.Select(entry => entry.Run)]))];
        return [.. groups.Select((group, i) => groups.Count(other => other.Name == group.Name) == 1
            ? group : group with { Name = $"{group.Name} ({i + 1})" })];
    }

    /// <summary>A cell for each column.</summary>
    /// <param name="first">The group to compare with.</param>
    public string[] Cells(RunGroup first) =>
    [
        TerminalText.OneLine(Name),
        $"{Runs.Count}",
        Spread(Errors),
        TestErrors.Count > 0 ? Spread(TestErrors) : Formatting.None,
        ReferenceEquals(this, first) ? Formatting.None : Difference(first),
        ReferenceEquals(this, first) ? "" : Options(first.Runs[0].Recipe),
    ];

    private static string Spread(IReadOnlyList<double> errors) => Formatting.Spread(errors.Average(), SampleStatistics.Deviation(errors));

    private string Difference(RunGroup first)
    {
        double difference = Errors.Average() - first.Errors.Average();
        string sign = difference < 0 ? "−" : "+";
        string interval = SampleStatistics.DifferenceInterval(Errors, first.Errors) is double half ? $" ± {Formatting.Number(half)}" : "";
        return $"{sign}{Formatting.Number(Math.Abs(difference))}{interval}";
    }

    private string Options(Recipe other)
    {
        string[] changed = [.. RecipeText.Differences(Runs[0].Recipe, other)
            .Where(option => option.Key is not ("name" or "title"))
            .Select(option => $"{option.Key}={option.Value}")];
        string more = changed.Length > MostOptions ? $" and {changed.Length - MostOptions} more" : "";
        return TerminalText.OneLine(string.Join(' ', changed.Take(MostOptions))) + more;
    }

    /// <summary>What all names begin with, without an unfinished word such as seed; the first name if that is nothing.</summary>
    private static string CommonName(string[] names)
    {
        if (names.Length == 1)
        {
            return names[0];
        }
        int length = names[0].TakeWhile((c, i) => names.All(name => i < name.Length && name[i] == c)).Count();
        string common = names[0][..length];
        string trimmed = common.TrimEnd('-', '_', '.', ' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        string name = trimmed.EndsWith("seed", StringComparison.OrdinalIgnoreCase)
            ? trimmed[..^"seed".Length].TrimEnd('-', '_', '.', ' ')
            : common;
        return name.Length > 0 ? name : names[0];
    }
}
