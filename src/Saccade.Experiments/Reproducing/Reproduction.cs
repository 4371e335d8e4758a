using System.Globalization;
using Saccade.Experiments.Pages;
using Saccade.Experiments.Rows;
using Saccade.Experiments.Runs;
using Saccade.Runtime;

namespace Saccade.Experiments.Reproducing;

/// <summary>
/// Reproduces rows of the published tables: trains what is missing, takes up what was interrupted, tests what is trained,
/// and writes a page with our figures beside the published ones. Everything is kept in one folder, so that the same
/// command goes on where it was stopped.
/// </summary>
public sealed class Reproduction
{
    private readonly ReproductionOptions _options;
    private readonly IReproductionDisplay _display;
    private readonly SeedTraining _training;
    private readonly SeedTest _test;

    /// <summary>Makes a reproduction; nothing is done yet.</summary>
    /// <param name="options">Where, how long, how many seeds.</param>
    /// <param name="display">Is told what happens.</param>
    /// <param name="time">The clock by which speed is measured; the system's by default.</param>
    public Reproduction(ReproductionOptions options, IReproductionDisplay display, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(display);
        (_options, _display) = (options, display);
        _training = new(options, In("runs"), display, time ?? TimeProvider.System);
        _test = new(options);
    }

    /// <summary>The page as one HTML file.</summary>
    public string PagePath => In("index.html");

    /// <summary>Reproduces the rows one after the other; the page is written anew after each. A row that fails does not stop the others.</summary>
    /// <returns>Whether all was done; false if <paramref name="stop"/> was signalled, and then all is saved.</returns>
    /// <exception cref="SaccadeException">Rows failed, or the folder cannot be written.</exception>
    public bool Run(IReadOnlyList<PlannedRow> rows, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (string name in new[] { "runs", "rows", "pictures" })
        {
            RunPictures.MakeFolder(In(name));
        }
        List<string> failed = [];
        foreach ((int i, PlannedRow row) in rows.Index())
        {
            _display.Say($"[{i + 1} of {rows.Count}] {row.Recipe.Name}");
            try
            {
                if (!Run(row, stop))
                {
                    return false;
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return false;
            }
            catch (SaccadeException e) when (rows.Count > 1)
            {
                failed.Add(row.Recipe.Name);
                _display.Say($"{row.Recipe.Name} failed: {e.Message}");
            }
        }
        return failed.Count == 0
            ? true
            : throw new SaccadeException($"{failed.Count} of {rows.Count} rows failed: {string.Join(", ", failed)}; the reasons stand above.");
    }

    private bool Run(PlannedRow row, CancellationToken stop)
    {
        List<RunFolder> runs = [];
        List<SeedResult> seeds = [];
        string name = row.Recipe.Name;
        for (int seed = 0; seed < _options.Seeds; seed++)
        {
            if (_training.Train(row, seed, stop) is not RunFolder run)
            {
                return false;
            }
            string? paths = seed == 0 ? RowSection.PathsPath(In("pictures"), name) : null;
            seeds.Add(_test.Run(row.Row, run, paths, stop));
            runs.Add(run);
            _display.Say($"{name}, seed {seed}: {Words.Outcome(seeds[^1], row)}");
        }
        RowResult result = new()
        {
            Name = name,
            Title = row.Recipe.Title,
            Row = row.Row,
            Command = Command(row),
            FullEpochs = row.Recipe.Training.Epochs,
            Seeds = seeds,
        };
        RunPictures.WriteCurves(
            [.. RowSection.Drawn(result).Select((seed, i) => (runs[i], seeds.Count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"seed {seed.Seed}")))],
            RowSection.CurvesPath(In("pictures"), name));
        result.Write(In("rows"));
        ReproductionPage.WriteRow(result, In("rows"), In("pictures"));
        ReproductionPage.Write(_options.Folder, In("pictures"), RowResult.ReadAll(In("rows")));
        return true;
    }

    /// <summary>The command for this row alone, without the folders of this machine.</summary>
    private string Command(PlannedRow row)
    {
        string name = row.Row.Sweeps.Count > 0 ? RowTable.Ablation : row.Row.Recipe;
        string budget = _options.Budget is TimeSpan time ? string.Create(CultureInfo.InvariantCulture, $" --budget {time.TotalMinutes:0.####}") : "";
        string threads = _options.Threads is int count ? string.Create(CultureInfo.InvariantCulture, $" --threads {count}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"saccade reproduce {name}{budget} --seeds {_options.Seeds}{threads}");
    }

    private string In(string name) => Path.Combine(_options.Folder, name);
}
