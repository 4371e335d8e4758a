using Saccade.Checkpoints;
using Saccade.Experiments.Recipes;
using Saccade.Learning;
using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>The one process that trains a run: makes its folder or goes on with it, and adds what happens.</summary>
public sealed class RunWriter : IDisposable
{
    private readonly FileStream _lock;
    // The steps of the two checkpoints to go on from, the newest last.
    private long[] _kept = [];

    private RunWriter(RunFolder folder, FileStream held) => (Folder, _lock) = (folder, held);

    /// <summary>The run's files.</summary>
    public RunFolder Folder { get; }

    /// <summary>Makes the folder of a new run, with <c>recipe.toml</c> and <c>run.json</c> in it.</summary>
    /// <param name="path">A folder that is empty, does not exist, or in which a run was killed before it had begun.</param>
    /// <param name="recipe">What is trained, every option resolved.</param>
    /// <param name="info">Under what circumstances.</param>
    /// <exception cref="SaccadeException">The folder is not empty, in use, or cannot be written.</exception>
    public static RunWriter Create(string path, Recipe recipe, RunInfo info)
    {
        RefuseUnlessEmpty(path);
        RunFolder folder = new(path, recipe, info);
        try
        {
            Directory.CreateDirectory(folder.CheckpointsPath);
            Directory.CreateDirectory(folder.PicturesPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SaccadeException($"Cannot make the run folder {path}: {e.Message}", e);
        }
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

    /// <summary>
    /// Takes up a run where it was left. The caller loads <see cref="RunFolder.RecoverCheckpoint"/>, and calls
    /// <see cref="GoOnFrom"/> with its step and <see cref="TruncateMetrics"/> with the epoch it holds.
    /// </summary>
    /// <exception cref="SaccadeException">The folder holds no run, is in use, damaged, or cannot be written.</exception>
    public static RunWriter Resume(string path)
    {
        if (UnfinishedBeginning.Is(path))
        {
            throw new SaccadeException($"No run has begun in {path}: it was ended before the first step; begin it again with --run {path}.");
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

    /// <summary>Notes that the run goes on with another number of threads than it began with.</summary>
    /// <param name="threads">How many.</param>
    /// <exception cref="SaccadeException"><c>run.json</c> cannot be written.</exception>
    public void NoteThreads(int threads) => (Folder.Info with { LaterThreads = threads }).Write(Folder.InfoPath);

    /// <summary>Appends one epoch's figures to <c>metrics.csv</c> and the TensorBoard events; on disk when the call returns.</summary>
    /// <param name="metrics">The figures; their names are those of the epochs before.</param>
    /// <param name="time">When the epoch ended.</param>
    /// <exception cref="SaccadeException">A file cannot be written, or the figures have other names than before.</exception>
    public void Append(EpochMetrics metrics, DateTimeOffset time)
    {
        MetricsTable.Append(Folder.MetricsPath, metrics);
        EventFile.Append(Folder.EventsPath, time, metrics.Step, metrics.Figures().Where(figure => figure.Key is not ("epoch" or "step")));
    }

    /// <summary>Drops the figures of the epochs after <paramref name="epoch"/>, which a resumed run goes through again.</summary>
    /// <exception cref="SaccadeException">A file is malformed or cannot be written.</exception>
    public void TruncateMetrics(int epoch) =>
        EventFile.Truncate(Folder.EventsPath, MetricsTable.Truncate(Folder.MetricsPath, epoch));

    /// <summary>Saves a checkpoint and deletes all others but the one before it; those of later steps belong to a course that was given up.</summary>
    /// <param name="step">After how many steps.</param>
    /// <param name="content">Weights and everything else that going on needs.</param>
    /// <exception cref="SaccadeException">It cannot be written; the older checkpoints are as they were.</exception>
    public void SaveCheckpoint(long step, TensorFile content)
    {
        CheckpointFolder.Write(Folder.CheckpointsPath, step, content);
        _kept = [.. _kept.Where(other => other < step).TakeLast(1), step];
        CheckpointFolder.Delete(Folder.CheckpointsPath, other => !_kept.Contains(other));
    }

    /// <summary>Goes on from a checkpoint that could be read, and deletes those that a kill left behind the one before it.</summary>
    /// <param name="step">After how many steps it was saved.</param>
    /// <exception cref="SaccadeException">One cannot be deleted.</exception>
    public void GoOnFrom(long step)
    {
        _kept = [.. CheckpointFolder.Steps(Folder.CheckpointsPath).Where(other => other < step).Take(1), step];
        CheckpointFolder.Delete(Folder.CheckpointsPath, other => other < _kept[0]);
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static RunWriter Holding(string path, Func<FileStream, RunWriter> open)
    {
        FileStream held = RunLock.Take(path);
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
            throw new SaccadeException($"{path} is a file; a run needs a folder of its own.");
        }
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !UnfinishedBeginning.Is(path))
        {
            throw new SaccadeException(RunFolder.IsRun(path)
                ? $"{path} already holds a run; continue it with --resume {path} or choose another --run folder."
                : $"{path} is not empty; choose another --run folder, or --resume a run's folder to continue it.");
        }
    }

    /// <summary>Deletes what was made of a run that can't begin, so that the same command can be tried again.</summary>
    private static void RemoveBeginning(RunFolder folder)
    {
        try
        {
            File.Delete(folder.RecipePath);
            Directory.Delete(folder.CheckpointsPath);
            Directory.Delete(folder.PicturesPath);
            File.Delete(System.IO.Path.Combine(folder.Path, RunLock.Name));
            Directory.Delete(folder.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is a mount point, or not ours to delete. Why the run can't begin says more.
        }
    }

    /// <summary>Deletes what writes that were killed left behind.</summary>
    private static void RemoveTemporaryFiles(RunFolder folder)
    {
        foreach (string place in new[] { folder.Path, folder.CheckpointsPath, folder.PicturesPath }.Where(Directory.Exists))
        {
            foreach (string file in Directory.GetFiles(place, $".*{AtomicFile.TemporaryEnding}"))
            {
                if (AtomicFile.IsLeftBehind(file))
                {
                    DurableFile.Delete(file);
                }
            }
        }
    }
}
