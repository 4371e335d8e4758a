using Saccade.Checkpoints;

namespace Saccade.Experiments.Runs;

/// <summary>Writes the folder of a run, for the one process that trains it: creates or resumes it and adds results.</summary>
internal sealed class RunWriter : IDisposable
{
    private readonly RunLock _lock;
    // The steps of the two newest checkpoints, the newest last.
    private long[] _kept = [];

    private RunWriter(RunFolder folder, RunLock held) => (Folder, _lock) = (folder, held);

    /// <summary>The run's files.</summary>
    public RunFolder Folder { get; }

    /// <summary>Creates the folder of a new run, with <c>recipe.toml</c> and <c>run.json</c> in it.</summary>
    /// <exception cref="SaccadeException">The folder is not empty, in use, or cannot be written.</exception>
    public static RunWriter Create(string path, Recipe recipe, RunInfo info)
    {
        RefuseUnlessEmpty(path);
        RunFolder folder = new(path, recipe, info);
        RunPictures.MakeFolder(folder.CheckpointsPath);
        RunPictures.MakeFolder(folder.PicturesPath);
        return Holding(path, held =>
        {
            // Once more: another process may have begun a run here before this one held the folder.
            RefuseUnlessEmpty(path);
            RemoveTemporaryFiles(folder);
            try
            {
                AtomicFile.WriteText(folder.RecipePath, RecipeText.Write(recipe));
                // Last, because with it the folder is a run.
                info.Write(folder.InfoPath);
                return new RunWriter(folder, held);
            }
            catch (SaccadeException)
            {
                RemoveBeginning(folder);
                throw;
            }
        });
    }

    /// <summary>Creates the folder of a new run at the first of these paths that no other run has, nor takes at the same moment.</summary>
    /// <exception cref="SaccadeException">A folder cannot be written.</exception>
    public static RunWriter CreateFree(IEnumerable<string> paths, Recipe recipe, RunInfo info)
    {
        foreach (string path in paths)
        {
            try
            {
                return Create(path, recipe, info);
            }
            catch (SaccadeException e) when (e.Error.Kind is ErrorKind.Exists or ErrorKind.InUse)
            {
                // Another run has it: the next one.
            }
        }
        throw new ArgumentException("No path is free.", nameof(paths));
    }

    /// <summary>
    /// Resumes a run. The caller loads <see cref="RunFolder.RecoverCheckpoint"/>, and calls
    /// <see cref="ResumeFrom"/> with its step and <see cref="TruncateMetrics"/> with the epoch it holds.
    /// </summary>
    /// <exception cref="SaccadeException">The folder holds no run, is in use, damaged, or cannot be written.</exception>
    public static RunWriter Resume(string path)
    {
        if (PartialRun.Is(path))
        {
            throw new SaccadeException(new(
                ErrorKind.NotReady,
                path,
                "no run has begun here: it was ended before the first step",
                $"begin it again with --run {ShellWord.Quote(path)}"));
        }
        RunFolder folder = RunFolder.Open(path);
        return Holding(path, held =>
        {
            RemoveTemporaryFiles(folder);
            RunWriter writer = new(folder, held);
            writer.TruncateMetrics(int.MaxValue);
            return writer;
        });
    }

    /// <summary>Records another number of threads than the run began with.</summary>
    /// <exception cref="SaccadeException"><c>run.json</c> cannot be written.</exception>
    public void NoteThreads(int threads)
    {
        _lock.Check();
        (Folder.Info with { LaterThreads = threads }).Write(Folder.InfoPath);
    }

    /// <summary>Writes the model to use.</summary>
    /// <exception cref="SaccadeException">It cannot be written; the former one has not changed.</exception>
    public void SaveModel(ModelFile model)
    {
        _lock.Check();
        model.Write(Folder.ModelPath);
    }

    /// <summary>Appends one epoch's figures to <c>metrics.csv</c> and the TensorBoard events; on disk when the call returns.</summary>
    /// <exception cref="SaccadeException">A file cannot be written, or the figures have other names than before.</exception>
    public void Append(EpochMetrics metrics, DateTimeOffset time)
    {
        _lock.Check();
        MetricsTable.Append(Folder.MetricsPath, metrics);
        EventFile.Append(Folder.EventsPath, time, metrics.Step, metrics.Figures().Where(figure => figure.Key is not ("epoch" or "step")));
    }

    /// <summary>Drops the metrics of the epochs after <paramref name="epoch"/>, which a resumed run repeats.</summary>
    /// <exception cref="SaccadeException">A file is malformed or cannot be written.</exception>
    public void TruncateMetrics(int epoch)
    {
        _lock.Check();
        EventFile.Truncate(Folder.EventsPath, MetricsTable.Truncate(Folder.MetricsPath, epoch));
    }

    /// <summary>Saves a checkpoint and deletes all others but the one before it, those of later, abandoned steps among them.</summary>
    /// <exception cref="SaccadeException">It cannot be written; the older checkpoints are as they were.</exception>
    public void SaveCheckpoint(long step, TensorFile content)
    {
        _lock.Check();
        CheckpointFolder.Write(Folder.CheckpointsPath, step, content);
        _kept = [.. _kept.Where(other => other < step).TakeLast(1), step];
        CheckpointFolder.Delete(Folder.CheckpointsPath, other => !_kept.Contains(other));
    }

    /// <summary>Resumes from a checkpoint, and deletes those older than the one before it.</summary>
    /// <exception cref="SaccadeException">One cannot be deleted.</exception>
    public void ResumeFrom(long step)
    {
        _lock.Check();
        _kept = [.. CheckpointFolder.Steps(Folder.CheckpointsPath).Where(other => other < step).Take(1), step];
        CheckpointFolder.Delete(Folder.CheckpointsPath, other => other < _kept[0]);
    }

    /// <summary>Releases the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static RunWriter Holding(string path, Func<RunLock, RunWriter> open)
    {
        RunLock held = RunLock.Take(path);
        try
        {
            return open(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a path at which no new run can begin.</summary>
    internal static void RefuseUnlessEmpty(string path)
    {
        if (File.Exists(path))
        {
            throw new SaccadeException(new(ErrorKind.Exists, path, "it is a file", "a run needs a folder; choose another --run folder"));
        }
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !PartialRun.Is(path))
        {
            throw new SaccadeException(RunFolder.IsRun(path)
                ? new(
                    ErrorKind.Exists, path, "it already holds a run",
                    $"continue it with --resume {ShellWord.Quote(path)} or choose another --run folder")
                : new(
                    ErrorKind.Exists,
                    path,
                    "the folder is not empty",
                    "choose another --run folder, or --resume a run's folder to continue it"));
        }
    }

    /// <summary>Deletes what was made of a run that cannot begin, so that the same command can be tried again.</summary>
    private static void RemoveBeginning(RunFolder folder)
    {
        try
        {
            File.Delete(folder.RecipePath);
            Directory.Delete(folder.CheckpointsPath);
            Directory.Delete(folder.PicturesPath);
            File.Delete(folder.In(RunLock.HolderName));
            File.Delete(folder.In(RunLock.Name));
            Directory.Delete(folder.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is a mount point, or not ours to delete. Why the run cannot begin says more.
        }
    }

    /// <summary>
    /// Whether the newest checkpoint belongs to the last epoch: a process that was killed between the metrics and the checkpoint did not
    /// finish that epoch. A run whose checkpoints were all removed needs none.
    /// </summary>
    internal static bool HasLastCheckpoint(RunFolder folder)
    {
        long[] steps = [.. CheckpointFolder.Steps(folder.CheckpointsPath).Take(1)];
        return steps is not [long newest] || newest >= folder.Metrics()["step"][^1];
    }

    /// <summary>Deletes what a process left that was killed while it saved the last epoch of a run.</summary>
    internal static void RemoveLeftovers(RunFolder folder)
    {
        RemoveTemporaryFiles(folder);
        long[] kept = [.. CheckpointFolder.Steps(folder.CheckpointsPath).Take(2)];
        CheckpointFolder.Delete(folder.CheckpointsPath, step => !kept.Contains(step));
    }

    /// <summary>Deletes what writes that were killed left behind.</summary>
    internal static void RemoveTemporaryFiles(RunFolder folder)
    {
        foreach (string place in new[] { folder.Path, folder.CheckpointsPath, folder.PicturesPath }.Where(Directory.Exists))
        {
            AtomicFile.RemoveLeftovers(place, alone: true);
        }
    }
}
