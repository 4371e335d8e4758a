using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Saccade.Experiments.Sweeps;

/// <summary>Trains the runs of a sweep with several workers in this process.</summary>
public static class SweepTraining
{
    /// <summary>Trains what this process may take and no other trains, and then writes the results so far.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="share">The runs that this process may take.</param>
    /// <param name="jobs">How many runs train at a time.</param>
    /// <param name="settings">Threads of each run, and data.</param>
    /// <param name="write">Receives what happens, a line each; it may be called on any thread.</param>
    /// <param name="stop">Stops all runs, which are saved.</param>
    /// <returns>The results.</returns>
    /// <exception cref="OptionException">A share was given for successive halving.</exception>
    /// <exception cref="SaccadeException">A file cannot be read or written; the runs are saved.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled during a download.</exception>
    public static SweepResult Run(
        SweepFolder sweep, SweepShare share, int jobs, TrainingSettings settings, Action<string> write, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(write);
        if (sweep.Plan.Rungs.Count > 0 && share != SweepShare.All)
        {
            throw new OptionException(new(
                ErrorKind.NotAllowed, Key: "--index", Detail: "with halving, runs of one process wait for those of others at each rung",
                Remedy: "leave --index and --of out: processes that share the folder divide the runs"));
        }
        settings = settings with
        {
            Engine = sweep.Plan.Engine,
            Device = sweep.Plan.Device,
            Threads = settings.Threads ?? Math.Max(1, Environment.ProcessorCount / jobs),
        };
        if (sweep.State().Pending.Any(share.Has))
        {
            // What must be downloaded is downloaded once, and data that are missing end the sweep before any run.
            _ = RecipeTask.Open(sweep.Recipe, settings.DataFolder, 0, settings.Download, stop);
            Work(sweep, share, jobs, settings, write, stop);
        }
        return SweepPage.Write(sweep, () => SweepResult.Read(sweep));
    }

    private static void Work(
        SweepFolder sweep, SweepShare share, int jobs, TrainingSettings settings, Action<string> write, CancellationToken stop)
    {
        ConcurrentDictionary<int, bool> taken = [];
        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ExceptionDispatchInfo? failure = null;
        Thread[] workers = [.. Enumerable.Range(0, jobs).Select(_ => new Thread(Work))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        failure?.Throw();

        void Work()
        {
            try
            {
                new SweepWorker(sweep, share, settings with { Cancellation = all.Token }, taken, write).Work(all.Token);
            }
            catch (OperationCanceledException) when (all.IsCancellationRequested)
            {
                // It was stopped before its run began.
            }
            catch (Exception e)
            {
                // The others save their runs and end.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                all.Cancel();
            }
        }
    }
}
