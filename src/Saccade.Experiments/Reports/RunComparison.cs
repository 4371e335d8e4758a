using Saccade.Figures;
using Saccade.Figures.Drawing;

namespace Saccade.Experiments.Reports;

/// <summary>
/// Runs side by side: their final figures in a table, their learning curves over each other in one picture. Runs that differ by seed alone
/// form a group, which a second table compares.
/// </summary>
public sealed class RunComparison
{
    private static readonly TextColumn[] s_columns =
    [
        new("run", IsText: true), new("recipe", Rank: 6, IsText: true), new("seed", Rank: 5), new("validation error, %"),
        new("at epoch", Rank: 4), new("last, %", Rank: 3), new("epochs", Rank: 7), new("test error, %", Rank: 8),
        new("images/s", Rank: 2), new("weights", Rank: 1),
    ];

    private readonly Table _table;
    private readonly IReadOnlyList<RunGroup> _groups;
    private readonly Table? _groupTable;

    private RunComparison(IReadOnlyList<(RunFolder Run, string Name)> runs)
    {
        _table = new(
            [.. s_columns.Select(column => column.Title)],
            [.. runs.Select(entry => Figures(entry.Run, entry.Name))]);
        _groups = RunGroup.Of(runs);
        _groupTable = _groups.Any(group => group.Runs.Count > 1)
            ? new(
                [.. RunGroup.Columns.Select(column => column.Title)],
                [.. _groups.Select(group => group.Cells(_groups[0]))])
            : null;
    }

    /// <summary>Reads runs, also while they are trained.</summary>
    /// <param name="folders">Run folders.</param>
    /// <exception cref="OptionException">One is named twice.</exception>
    /// <exception cref="SaccadeException">A folder holds no run, is damaged, or its run has not finished an epoch yet.</exception>
    public static RunComparison Read(IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        string[] paths = [.. folders.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))];
        if (paths.GroupBy(path => path).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new OptionException(new(ErrorKind.NotAllowed, twice.Key, "the run was named twice; each may be named once"));
        }
        List<(RunFolder, string)> runs = [];
        foreach (string path in paths)
        {
            RunFolder run = RunFolder.Open(path);
            if (run.Metrics().Epochs == 0)
            {
                throw new SaccadeException(
                    new(ErrorKind.NotReady, path, "the run has not finished an epoch yet; there is nothing to compare"));
            }
            bool alone = paths.Count(other => Path.GetFileName(other) == Path.GetFileName(path)) == 1;
            runs.Add((run, alone ? Path.GetFileName(path) : path));
        }
        return new(runs);
    }

    /// <summary>The table as aligned text; where it is too wide, columns are left out from the least important on, and named.</summary>
    /// <param name="width">The most characters of a line.</param>
    public string ToText(int width = int.MaxValue)
    {
        IEnumerable<string> runs = TextTable.Lines(s_columns, _table.Rows, width);
        IEnumerable<string> groups = _groupTable is null ? []
            : ["", .. TextTable.Lines(RunGroup.Columns, _groupTable.Rows, width), WrappedText.Of(RunGroup.Note, width, indent: 0)];
        return string.Join('\n', [.. runs, .. groups]);
    }

    /// <summary>The number of runs or groups whose curves the picture leaves out: it shows those with the lowest errors.</summary>
    public int CurvesLeftOut => Math.Max(0, _groups.Count - LearningCurves.MostRuns);

    /// <summary>Writes the learning curves as a PNG or SVG file, and beside it a Markdown page of the same name with the table.</summary>
    /// <returns>The Markdown file.</returns>
    /// <exception cref="OptionException">The file ends neither in .png nor in .svg.</exception>
    /// <exception cref="SaccadeException">A file cannot be written.</exception>
    public string Write(string picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        bool svg = picture.EndsWith(".svg", StringComparison.OrdinalIgnoreCase);
        if (!svg && !picture.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new OptionException(
                new(ErrorKind.NotAllowed) { Key = "file of the picture", Value = picture, Allowed = "any that ends in .png or .svg" });
        }
        string page = Path.ChangeExtension(picture, ".md");
        HashSet<RunGroup> drawn = [.. _groups.OrderBy(group => group.Errors.Average()).Take(LearningCurves.MostRuns)];
        IEnumerable<(RunFolder, string)> curves = _groups.Where(drawn.Contains)
            .SelectMany(group => group.Runs, (group, run) => (run, group.Name));
        RunPictures.WriteCurves(curves, picture, new() { Format = svg ? FigureFormat.Svg : FigureFormat.Png });
        DocumentBlock[] groups =
            _groupTable is null ? [] : [new Heading(2, "Over seeds"), _groupTable, new Paragraph(RunGroup.Note)];
        AtomicFile.WriteText(page, MarkdownPage.Write(
            [
                new Heading(1, "Runs side by side"), _table, .. groups,
                new Picture("Learning curves" + (CurvesLeftOut > 0 ? $" of the {LearningCurves.MostRuns} with the lowest errors" : ""),
                    Path.GetFullPath(picture)),
            ],
            Path.GetDirectoryName(Path.GetFullPath(page))!));
        return page;
    }

    private static string[] Figures(RunFolder run, string name)
    {
        RunProgress progress = RunProgress.Read(run);
        return
        [
            TerminalText.OneLine(name),
            TerminalText.OneLine(run.Recipe.Name),
            string.Create(CultureInfo.InvariantCulture, $"{run.Info.Seed}"),
            Formatting.Number(progress.BestError),
            $"{progress.BestEpoch}",
            Formatting.Number(progress.LastError),
            progress.Finished ? $"{progress.Epochs}" : $"{progress.Epochs} of {run.Recipe.Training.Epochs}",
            TestRecord.Read(run, progress.Epochs) is TestRecord test ? Formatting.Number(test.Result.ErrorPercent) : Formatting.None,
            Formatting.Whole((long)Math.Round(progress.ImagesPerSecond)),
            File.Exists(run.ModelPath) ? Formatting.Whole(NetworkPlan.Create(run.Recipe.ModelForTask).Parameters) : Formatting.None,
        ];
    }
}
