using Saccade.Experiments.Reports;

namespace Saccade.Experiments.Sweeps;

/// <summary>The results of a sweep so far: a row for each setting, the best first.</summary>
public sealed class SweepResult
{
    private const string ErrorTitle = "validation error, %";

    private readonly SweepFolder _sweep;
    private readonly IReadOnlyList<SweepRun> _pending;

    private SweepResult(SweepFolder sweep, SweepState state)
    {
        (_sweep, _pending) = (sweep, [.. state.Pending]);
        Settings = [.. state.Runs.GroupBy(run => run.Setting)
            .Select(group => new SettingResult(group.Key, [.. group], state.StoppedAt(group.Key)))
            .OrderBy(setting => setting.StoppedAt is int rung ? -rung : int.MinValue)
            .ThenBy(setting => setting.Runs.Any(run => run.Failure is not null))
            .ThenBy(setting => setting.Mean ?? double.PositiveInfinity)
            .ThenBy(setting => setting.Setting.Number)];
    }

    /// <summary>The number of runs that are left to train, by this process or by others.</summary>
    public int Left => _pending.Count;

    /// <summary>The number of runs that failed.</summary>
    public int Failed => Settings.Sum(setting => setting.Runs.Count(run => run.Failure is not null));

    /// <summary>The recipe of the best setting; null before a setting is finished.</summary>
    public string? BestRecipePath => Best is null ? null : _sweep.In(SweepPage.BestName);

    internal IReadOnlyList<SettingResult> Settings { get; }

    /// <summary>The finished setting with the lowest mean of validation errors.</summary>
    internal SettingResult? Best => Settings.Where(setting => setting.IsFinished).MinBy(setting => setting.Mean);

    /// <summary>Reads the results of a sweep, also while it is trained.</summary>
    /// <exception cref="SaccadeException">A run's files are damaged.</exception>
    public static SweepResult Read(SweepFolder sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        return new(sweep, sweep.State());
    }

    /// <summary>The table as aligned text; where it is too wide, columns are left out from the least important on, and named.</summary>
    /// <param name="width">The most characters of a line.</param>
    /// <param name="rows">The most rows.</param>
    public string ToText(int width, int rows)
    {
        Table table = Table();
        TextColumn[] columns = [.. table.Columns.Select(title =>
            new TextColumn(title, Rank: title switch { "time" => 1, "setting" => 2, _ => 0 }, IsText: title != ErrorTitle))];
        int more = table.Rows.Count - rows;
        string[] note = more > 0 ? [$"and {more} more"] : [];
        return string.Join('\n', [.. TextTable.Lines(columns, [.. table.Rows.Take(rows)], width), .. note]);
    }

    /// <summary>A row for each setting: its values, mean and standard deviation over seeds, and state.</summary>
    internal Table Table() => new(
        ["setting", .. _sweep.Plan.Options, ErrorTitle, "seeds", "epochs", "time", "state"],
        [.. Settings.Select(row => (string[])
        [
            $"{row.Setting.Number}",
            .. row.Setting.Values,
            Formatting.Spread(row.Mean, row.Deviation),
            $"{row.Errors.Count}",
            $"{row.Epochs}",
            Formatting.Duration(row.Seconds),
            State(row),
        ])]);

    private static string State(SettingResult row)
    {
        int failed = row.Runs.Count(run => run.Failure is not null);
        string state = row.StoppedAt is int rung ? $"stopped after epoch {rung}"
            : row.IsDone ? (failed == row.Runs.Count ? "" : "finished")
            : row.Runs.All(run => run.Epochs == 0) ? "waiting" : "in training";
        string failures = failed == 0 ? "" : $"{failed} of {row.Runs.Count} failed";
        return string.Join(", ", new[] { state, failures }.Where(part => part.Length > 0));
    }
}
