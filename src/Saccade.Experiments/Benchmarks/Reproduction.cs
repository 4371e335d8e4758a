namespace Saccade.Experiments.Benchmarks;

/// <summary>
/// Reproduces rows of the published tables: trains what is missing, resumes what was interrupted, tests what is trained, and writes a page
/// with our figures beside the published ones. One folder holds everything: the same command resumes a reproduction that was stopped.
/// </summary>
public sealed class Reproduction
{
    private readonly ReproductionOptions _options;
    private readonly IReproductionDisplay _display;
    private readonly SeedTraining _training;
    private readonly SeedTest _test;

    /// <summary>Creates a reproduction; nothing is done yet.</summary>
    /// <param name="options">Where, how long, how many seeds.</param>
    /// <param name="display">Receives what happens.</param>
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

    /// <summary>Reproduces the rows one by one and writes the page again after each. A row that fails does not stop the others.</summary>
    /// <returns>Whether all was done; false if <paramref name="stop"/> was signalled, and then all is saved.</returns>
    /// <exception cref="SaccadeException">Rows failed, or the folder cannot be written.</exception>
    public bool Run(IReadOnlyList<PlannedReproduction> rows, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (string name in new[] { "runs", "rows", "pictures" })
        {
            RunPictures.MakeFolder(In(name));
        }
        List<(string Row, SaccadeException Cause)> failed = [];
        foreach ((int i, PlannedReproduction row) in rows.Index())
        {
            _display.WriteLine($"[{i + 1} of {rows.Count}] {row.Recipe.Name}");
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
                failed.Add((row.Recipe.Name, e));
                _display.WriteLine($"{row.Recipe.Name} failed: {e.Message}");
            }
        }
        if (failed.Count > 0)
        {
            string names = string.Join(", ", failed.Select(failure => failure.Row));
            throw new SaccadeException(
                new(ErrorKind.NotReady, Detail: $"{failed.Count} of {rows.Count} rows failed: {names}; the reasons stand above"),
                new AggregateException(failed.Select(failure => failure.Cause)));
        }
        return true;
    }

    private bool Run(PlannedReproduction row, CancellationToken stop)
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
            _display.WriteLine($"{name}, seed {seed}: {ReproductionText.Outcome(seeds[^1], row)}");
        }
        ReproductionResult result = new()
        {
            Name = name,
            Title = row.Recipe.Title,
            Row = row.Row,
            Command = Command(row),
            FullEpochs = row.Recipe.Training.Epochs,
            Seeds = seeds,
        };
        IEnumerable<(RunFolder, string)> curves = RowSection.Drawn(result)
            .Select((seed, i) => (runs[i], seeds.Count == 1 ? name : $"seed {seed.Seed}"));
        RunPictures.WriteCurves(curves, RowSection.CurvesPath(In("pictures"), name));
        result.Write(In("rows"));
        ReproductionPage.WriteRow(result, In("rows"), In("pictures"));
        ReproductionPage.Write(_options.Folder, In("pictures"), ReproductionResult.ReadAll(In("rows")));
        return true;
    }

    /// <summary>The command for this row alone, without the folders of this machine.</summary>
    private string Command(PlannedReproduction row)
    {
        string name = row.Row.Sweeps.Count > 0 ? PublishedResults.Ablation : row.Row.Recipe;
        string budget = _options.Budget is TimeSpan time ? FormattableString.Invariant($" --budget {time.TotalMinutes:0.####}") : "";
        string threads = _options.Threads is int count ? $" --threads {count}" : "";
        return $"saccade reproduce {name}{budget} --seeds {_options.Seeds}{threads}";
    }

    private string In(string name) => Path.Combine(_options.Folder, name);
}
