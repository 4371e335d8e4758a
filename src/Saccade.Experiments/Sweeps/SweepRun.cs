namespace Saccade.Experiments.Sweeps;

/// <summary>One run of a sweep: a setting with a seed, and how far it is.</summary>
/// <param name="Order">Its place in the order in which runs are taken, from 0.</param>
/// <param name="Setting">The setting.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Path">The run's folder.</param>
internal sealed record SweepRun(int Order, SweepSetting Setting, long Seed, string Path)
{
    private const string FailureName = "failure.json";

    /// <summary>The run's name: that of its folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The figures of the epochs that are saved.</summary>
    public MetricsTable Metrics { get; private init; } = MetricsTable.Empty;

    /// <summary>Epochs that are saved: a process that was killed before an epoch's checkpoint did not finish it.</summary>
    public int Epochs { get; private init; }

    /// <summary>Whether nothing is left to train.</summary>
    public bool IsFinished { get; private init; }

    /// <summary>Why it cannot continue; null if it can.</summary>
    public string? Failure { get; private init; }

    /// <summary>The run as its folder states it now.</summary>
    /// <exception cref="SaccadeException">A file is damaged, or the run is of another recipe.</exception>
    public SweepRun Read()
    {
        if (!RunFolder.IsRun(Path))
        {
            return this;
        }
        RunFolder run = RunFolder.Open(Path);
        Recipe expected = RecipePaths.Resolve(Setting.Recipe, Directory.GetCurrentDirectory());
        if (run.Recipe != expected)
        {
            (string key, string here, string there) = RecipeText.Differences(expected, run.Recipe).First();
            throw new SaccadeException(new(
                ErrorKind.Mismatch, Path, $"the sweep has {here} for it", "move the run away", key, there));
        }
        MetricsTable metrics = run.Metrics();
        bool saved = metrics.Epochs == 0 || RunWriter.HasLastCheckpoint(run);
        string failure = run.In(FailureName);
        return this with
        {
            Metrics = metrics,
            Epochs = saved ? metrics.Epochs : metrics.Epochs - 1,
            IsFinished = saved && RunProgress.Of(run.Recipe, metrics).Finished,
            Failure = File.Exists(failure) ? JsonFile.Read<SweepFailure>(failure, "delete it, and the run continues").Reason : null,
        };
    }

    /// <summary>Whether it needs no training to be compared after an epoch.</summary>
    public bool Reaches(int epoch) => Failure is not null || IsFinished || Epochs >= epoch;

    /// <summary>The validation error that chooses the model, of the first epochs; null before the first one.</summary>
    public double? Error(int epochs = int.MaxValue)
    {
        RunProgress progress = RunProgress.Of(Setting.Recipe, Metrics.First(Math.Min(epochs, Epochs)));
        return progress.Epochs > 0 ? progress.BestError : null;
    }

    /// <summary>Records that the training cannot continue; the caller holds the run.</summary>
    /// <exception cref="SaccadeException">The file cannot be written.</exception>
    public static void WriteFailure(RunFolder run, SaccadeException cause) =>
        JsonFile.Write(run.In(FailureName), new SweepFailure(cause.Message));
}
