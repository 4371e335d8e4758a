namespace Saccade.Experiments.Sweeps;

/// <summary>All runs of a sweep at a moment: which are left to train, and up to which epoch. Files alone decide.</summary>
internal sealed class SweepState
{
    private readonly Dictionary<SweepSetting, int> _stopped = [];
    private readonly HashSet<SweepSetting> _alive;
    private readonly int _target = int.MaxValue;

    /// <summary>Reads the state of every run.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="runs">The plan's runs.</param>
    /// <exception cref="SaccadeException">A run's files are damaged.</exception>
    public SweepState(SweepPlan plan, IEnumerable<SweepRun> runs)
    {
        Runs = [.. runs.Select(run => run.Read())];
        ILookup<SweepSetting, SweepRun> bySetting = Runs.ToLookup(run => run.Setting);
        _alive = [.. Runs.Select(run => run.Setting)];
        foreach (int rung in plan.Rungs)
        {
            if (!_alive.SelectMany(setting => bySetting[setting]).All(run => run.Reaches(rung)))
            {
                _target = rung;
                break;
            }
            int passing = (_alive.Count + plan.Eta - 1) / plan.Eta;
            // A sort keeps the order of equal errors, so every process chooses alike.
            SweepSetting[] best = [.. _alive
                .Where(setting => bySetting[setting].All(run => run.Failure is null))
                .OrderBy(setting => bySetting[setting].Average(run => run.Error(rung)))
                .ThenBy(setting => setting.Number)
                .Take(passing)];
            foreach (SweepSetting setting in _alive.Except(best))
            {
                _stopped[setting] = rung;
            }
            _alive.IntersectWith(best);
        }
    }

    /// <summary>The runs, in the order in which they are taken.</summary>
    public IReadOnlyList<SweepRun> Runs { get; }

    /// <summary>The runs that are left to train, up to <see cref="Target"/>.</summary>
    public IEnumerable<SweepRun> Pending => Runs.Where(run => _alive.Contains(run.Setting) && !run.Reaches(_target));

    /// <summary>The number of epochs to train pending runs for: those of the next rung, or more than a recipe may have.</summary>
    public int Target => _target;

    /// <summary>The rung at which a setting was stopped; null for one that was not.</summary>
    public int? StoppedAt(SweepSetting setting) => _stopped.TryGetValue(setting, out int rung) ? rung : null;
}
