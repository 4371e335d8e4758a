using Saccade.Experiments.Reports;

namespace Saccade.Experiments.Sweeps;

/// <summary>What became of a setting.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Runs">Its runs, a seed each.</param>
/// <param name="StoppedAt">The rung at which successive halving stopped it; null for a setting that was not stopped.</param>
internal sealed record SettingResult(SweepSetting Setting, IReadOnlyList<SweepRun> Runs, int? StoppedAt)
{
    /// <summary>The lowest validation error of each run with an epoch, in percent.</summary>
    public IReadOnlyList<double> Errors { get; } = [.. Runs.Where(run => run.Failure is null).Select(run => run.Error()).OfType<double>()];

    /// <summary>Their mean; null if there is none.</summary>
    public double? Mean => Errors.Count > 0 ? Errors.Average() : null;

    /// <summary>Their standard deviation over the seeds (n − 1); null for fewer than two.</summary>
    public double? Deviation => SampleStatistics.Deviation(Errors);

    /// <summary>Whether every seed was trained to its end.</summary>
    public bool IsFinished => Runs.All(run => run.IsFinished);

    /// <summary>Whether nothing is left to train: finished, stopped or failed.</summary>
    public bool IsDone => StoppedAt is not null || Runs.All(run => run.IsFinished || run.Failure is not null);

    /// <summary>Epochs of the run that has fewest.</summary>
    public int Epochs => Runs.Min(run => run.Epochs);

    /// <summary>Seconds that all epochs of all runs took.</summary>
    public double Seconds => Runs.Where(run => run.Metrics.Epochs > 0).Sum(run => run.Metrics["seconds"].Sum());
}
