using System.Collections.Concurrent;

namespace Saccade.Experiments.Sweeps;

/// <summary>
/// Takes runs of a sweep one after another and trains them. Any number of workers, in this process and in others, share a sweep: the lock
/// of a run's folder decides who trains it, and ends with a process that is killed.
/// </summary>
/// <param name="sweep">The sweep.</param>
/// <param name="share">The runs that this process may take.</param>
/// <param name="settings">Threads and data.</param>
/// <param name="taken">The runs that workers of this process train.</param>
/// <param name="write">Receives what happens, a line each.</param>
internal sealed class SweepWorker(
    SweepFolder sweep, SweepShare share, TrainingSettings settings, ConcurrentDictionary<int, bool> taken, Action<string> write)
{
    // Successive halving waits for the other runs of a rung.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);

    /// <summary>Trains until nothing is left to take, or until <paramref name="stop"/> is signalled.</summary>
    public void Work(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            SweepState state = sweep.State();
            SweepRun[] pending = [.. state.Pending];
            if (pending.Any(run => share.Has(run) && Take(run, state.Target, stop)))
            {
                continue;
            }
            if (pending.Length == 0 || sweep.Plan.Rungs.Count == 0)
            {
                return;
            }
            stop.WaitHandle.WaitOne(s_wait);
        }
    }

    /// <summary>Trains a run up to an epoch; false if another worker has it.</summary>
    private bool Take(SweepRun run, int target, CancellationToken stop)
    {
        if (stop.IsCancellationRequested || !taken.TryAdd(run.Order, true))
        {
            return false;
        }
        try
        {
            // Another worker may have trained it since the state was read.
            if (!run.Read().Reaches(target))
            {
                Train(run, target, stop);
            }
            return true;
        }
        catch (SaccadeException e) when (e.Error.Kind == ErrorKind.InUse || (e.Error.Kind == ErrorKind.Exists && RunFolder.IsRun(run.Path)))
        {
            return false;
        }
        finally
        {
            taken.TryRemove(run.Order, out _);
        }
    }

    private void Train(SweepRun run, int target, CancellationToken stop)
    {
        bool begun = RunFolder.IsRun(run.Path);
        // A run that was begun keeps its threads: it continues to the same bits.
        using TrainingRun training = begun
            ? TrainingRun.Resume(run.Path, settings with { Threads = null })
            : TrainingRun.Start(run.Setting.Recipe, run.Path, settings with { Seed = run.Seed });
        string values = string.Join(' ', sweep.Plan.Options.Zip(run.Setting.Values, (key, value) => $"{key}={value}"));
        string how = begun ? $"continues after epoch {training.Trainer.State.Epoch}" : "begins";
        write($"{run.Name}: {how}{(values.Length > 0 ? $", {values}" : "")}");
        try
        {
            training.TrainUntil(new Silent(), () => training.Trainer.State.Epoch >= target, stop);
        }
        catch (NumericalException fault)
        {
            SweepRun.WriteFailure(training.Folder, fault);
            write($"{run.Name}: failed: {fault.Message}");
            return;
        }
        TrainingState state = training.Trainer.State;
        write(state.BestErrorPercent is double error
            ? string.Create(CultureInfo.InvariantCulture, $"{run.Name}: {error:F2}% after epoch {state.Epoch}")
            : $"{run.Name}: stopped in the first epoch");
    }

    private sealed class Silent : ITrainingObserver;
}
