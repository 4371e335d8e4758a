using System.Security.Cryptography;
using System.Text;
using Saccade.Checkpoints;
using Saccade.Experiments.Engines;
using Saccade.Random;

namespace Saccade.Experiments.Runs;

/// <summary>A training with its run folder: starts or resumes a run, and saves its state so that nothing is lost.</summary>
public sealed class TrainingRun : IDisposable
{
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromMinutes(1);

    private readonly RunWriter _writer;
    private readonly TimeProvider _time;
    private string? _identity;

    private TrainingRun(RunWriter writer, ITask task, Trainer trainer, TimeProvider time) =>
        (_writer, Task, Trainer, _time) = (writer, task, trainer, time);

    /// <summary>The run's files.</summary>
    public RunFolder Folder => _writer.Folder;

    /// <summary>The task.</summary>
    public ITask Task { get; }

    /// <summary>The training and its state.</summary>
    public Trainer Trainer { get; }

    /// <summary>Warnings for the user, such as of a damaged checkpoint.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>What options beyond the paper do to the training, in a sentence each.</summary>
    public IReadOnlyList<string> Notes =>
        [.. InitialModel.Notes(Folder.Info.InitialModels ?? []), .. TrainingNotes.Of(Folder.Recipe)];

    /// <summary>What averaging the weights changed so far; null where they are not averaged.</summary>
    public string? AverageNote => TrainingNotes.OfAverage(Folder.Metrics());

    /// <summary>Begins a run in a new folder.</summary>
    /// <param name="recipe">What is trained.</param>
    /// <param name="folder">The folder; null for a free one in <c>runs</c>, named after recipe and time.</param>
    /// <param name="settings">Seed, threads, engine and data.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <exception cref="SaccadeException">The folder is not empty, or the data are unavailable; then no folder is left behind.</exception>
    public static TrainingRun Start(Recipe recipe, string? folder, TrainingSettings settings, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(settings);
        time ??= TimeProvider.System;
        // A run is used from other folders too.
        recipe = RecipePaths.Resolve(recipe, Directory.GetCurrentDirectory());
        RunInfo info = RunInfo.Of(recipe, settings, time.GetUtcNow());
        // Options and data are checked before a folder is created.
        if (folder is not null)
        {
            RunWriter.RefuseUnlessEmpty(folder);
        }
        (ITask task, Trainer trainer) = Prepare(recipe, info, info.Threads, settings);
        RunWriter? writer = null;
        try
        {
            if (settings.InitialModels.Count > 0)
            {
                info = info with { InitialModels = InitialModel.Load(settings.InitialModels, trainer.Engine, task) };
            }
            info = info with
            {
                ClassNames = recipe.Task.HasPictures ? task.ClassNames : null,
                Pictures = task is PictureTask pictures ? TrainedPictures.Of(pictures) : null,
            };
            if (settings.Processes is IProcessGroup processes)
            {
                RankAgreement.RequireSameStart(processes, resume: false);
                RankAgreement.Require(processes, recipe, info, task, trainer);
            }
            writer = folder is null
                ? RunWriter.CreateFree(RunNames.Candidates(recipe.Name, time.GetLocalNow()), recipe, info)
                : RunWriter.Create(folder, recipe, info);
            TrainingRun run = new(writer, task, trainer, time)
            {
                Warnings = [.. info.WarningsOfThreads(), .. DataWarnings.OfTraining(recipe, task, trainer.TrainingEpisodes)],
            };
            run.SaveCheckpoint();
            return run;
        }
        catch
        {
            writer?.Dispose();
            trainer.Engine.Dispose();
            throw;
        }
    }

    /// <summary>Resumes a run, with its own recipe and seed.</summary>
    /// <exception cref="SaccadeException">
    /// The folder holds no run, is in use by another process, or is damaged; or its pictures changed.
    /// </exception>
    public static TrainingRun Resume(string folder, TrainingSettings settings, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RunWriter writer = RunWriter.Resume(folder);
        TrainingRun? run = null;
        try
        {
            (ITask task, Trainer trainer) =
                Prepare(writer.Folder.Recipe, writer.Folder.Info, settings.Threads ?? writer.Folder.Info.Threads, settings);
            run = new(writer, task, trainer, time ?? TimeProvider.System);
            if (task is PictureTask pictures)
            {
                writer.Folder.Info.Pictures?.Require(pictures, folder);
            }
            run.Restore(settings);
            if (settings.Processes is IProcessGroup processes)
            {
                run.Share(processes, settings);
            }
            return run;
        }
        catch
        {
            run?.Trainer.Engine.Dispose();
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Trains to the end. The run is saved, also where it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">This process or, in a group, another one was asked to stop.</exception>
    /// <exception cref="NumericalException">Loss or gradient became NaN or infinite more often than may be skipped.</exception>
    public void Train(ITrainingObserver observer, CancellationToken cancellation = default)
    {
        try
        {
            TrainOrSave(observer, cancellation);
        }
        catch (NumericalException fault) when (CheckpointFolder.Newest(Folder.CheckpointsPath) is string newest)
        {
            throw fault.SavedIn(newest);
        }
    }

    /// <summary>Trains to the end, until it is done or <paramref name="stop"/> is signalled; the run is saved in each case.</summary>
    /// <param name="observer">Receives the events of the training.</param>
    /// <param name="isDone">Whether the training may end, asked after every epoch.</param>
    /// <param name="stop">Stops the training.</param>
    internal void TrainUntil(ITrainingObserver observer, Func<bool> isDone, CancellationToken stop)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            Train(new EpochLimit(observer, isDone, over), over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Its caller asks how far the run is.
        }
    }

    /// <summary>Releases the run's folder and frees the model.</summary>
    public void Dispose()
    {
        Trainer.Engine.Dispose();
        _writer.Dispose();
    }

    /// <summary>Task and trainer of a run, at its start.</summary>
    internal static (ITask Task, Trainer Trainer) Prepare(Recipe recipe, RunInfo info, int threads, TrainingSettings settings)
    {
        RandomKey key = RandomKey.FromSeed(info.Seed);
        ITask task = RecipeTask.Open(
            recipe, settings.DataFolder, info.Seed, settings.Download, settings.Cancellation,
            pictures: (settings.Pictures ?? new()) with { ClassNames = info.ClassNames });
        IEngine engine = EngineFactory.Create(
            recipe.ModelForTask, recipe.Training, key.Fork("weights"), threads, info.Engine, info.Device, settings.Processes);
        try
        {
            return (task, new Trainer(engine, task, recipe.Training, key.Fork("training"), settings.Processes));
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Gives the other processes the run as it was restored, see <see cref="RankTraining.Resume"/>.</summary>
    private void Share(IProcessGroup processes, TrainingSettings settings)
    {
        RunInfo info = Folder.Info with { Threads = settings.Threads ?? Folder.Info.Threads };
        RankAgreement.RequireSameStart(processes, resume: true);
        RunExchange.Text(processes, RecipeText.Write(Folder.Recipe));
        RunExchange.Text(processes, JsonFile.Text(info));
        RunExchange.Checkpoint(processes, TrainingCheckpoint.Save(Trainer));
        RankAgreement.Require(processes, Folder.Recipe, info, Task, Trainer);
    }

    private void Restore(TrainingSettings settings)
    {
        List<string> warnings = [.. Folder.Info.WarningsOfResume(settings.Threads, settings.Processes?.Count ?? 1)];
        if (settings.Threads is int threads && threads != Folder.Info.Threads)
        {
            _writer.NoteThreads(threads);
        }
        if (Folder.HasCheckpoint)
        {
            RecoveredCheckpoint recovered = Folder.RecoverCheckpoint();
            // The file's own text, because a later version of the program may know more options; or the same text written anew.
            string[] names = [IdentityOf(Folder.RecipeContent()), IdentityOf(RecipeText.Write(Folder.Recipe))];
            _identity = names.FirstOrDefault(name => TrainingCheckpoint.IsOf(recovered.File, name)) ?? names[0];
            try
            {
                TrainingCheckpoint.Restore(Trainer, recovered.File, _identity);
            }
            catch (SaccadeException e)
            {
                throw e.At(recovered.File.Source);
            }
            warnings.AddRange(recovered.Damaged.Select(e => e.Message));
            if (!BestModel.IsThere(Folder, Trainer, out string? lost))
            {
                // The next epoch makes the best model, whatever its error.
                Trainer.State = Trainer.State with { BestErrorPercent = null };
            }
            if (lost is not null)
            {
                warnings.Add(lost);
            }
            _writer.ResumeFrom(recovered.Step);
        }
        else if (Folder.Metrics().Epochs > 0 || File.Exists(Folder.ModelPath))
        {
            throw new SaccadeException(new(
                ErrorKind.Missing,
                Folder.CheckpointsPath,
                "there is no checkpoint, but epochs were trained",
                "bring the checkpoints back, or begin a new run with --run: this one is as it was"));
        }
        else
        {
            // A run that was killed before its first checkpoint starts again from its seed, and saves that checkpoint now.
            InitialModel.Reload(Folder.Info.InitialModels ?? [], Trainer.Engine, Task);
            SaveCheckpoint();
        }
        _writer.TruncateMetrics(Trainer.State.Epoch);
        Warnings = warnings;
    }

    /// <summary>Identifies the run by its recipe, as its file states it, and its seed.</summary>
    private string IdentityOf(string recipe) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{recipe}\n{Folder.Info.Seed}"))));

    private void SaveCheckpoint()
    {
        TensorFile checkpoint = TrainingCheckpoint.Save(Trainer, _identity ??= IdentityOf(Folder.RecipeContent()));
        RequireNumbers(checkpoint.Tensors);
        _writer.SaveCheckpoint(Trainer.StepsDone, checkpoint);
    }

    /// <summary>A step may make weights NaN or infinite, which only the next step notices: such weights are not saved.</summary>
    private void RequireNumbers(IReadOnlyList<NamedTensor> tensors)
    {
        if (tensors.FirstOrDefault(tensor => !tensor.IsFinite()) is NamedTensor broken)
        {
            throw NumericalException.Weight(broken.Name, broken.Values.First(value => !float.IsFinite(value)), Trainer.StepsDone);
        }
    }

    private void SaveModel(EpochMetrics metrics)
    {
        Dictionary<string, string> facts = new(TrainedModel.FactsOf(Folder.Recipe, Folder.Info.ClassNames ?? NamesBesideNumbers()))
        {
            ["seed"] = FormattableString.Invariant($"{Folder.Info.Seed}"),
            ["epoch"] = FormattableString.Invariant($"{metrics.Epoch}"),
            ["validation_error_percent"] = FormattableString.Invariant($"{metrics.ValidationErrorPercent}"),
            ["saccade_version"] = RunInfo.ThisVersion,
            ["commit"] = Folder.Info.Commit ?? "unknown",
        };
        if (metrics.MeanGlimpses is double glimpses)
        {
            facts["validation_mean_glimpses"] = FormattableString.Invariant($"{glimpses}");
        }
        IReadOnlyList<NamedTensor> weights = Trainer.SaveWeights();
        RequireNumbers(weights);
        _writer.SaveModel(new(Folder.Recipe.ModelForTask, weights, facts));
    }

    private void TrainOrSave(ITrainingObserver observer, CancellationToken cancellation)
    {
        try
        {
            Trainer.Train(new Saver(this, observer), cancellation);
        }
        catch (OperationCanceledException)
        {
            SaveCheckpoint();
            throw;
        }
    }

    /// <summary>The names of the classes; null where they are their numbers, which a model file need not state.</summary>
    private IReadOnlyList<string>? NamesBesideNumbers() =>
        Task.ClassNames.SequenceEqual(ClassificationTask.NumberedClasses(Task.ClassNames.Count)) ? null : Task.ClassNames;

    /// <summary>Saves the best model, then the metrics, then the checkpoint that makes both final.</summary>
    private sealed class Saver(TrainingRun run, ITrainingObserver observer) : ITrainingObserver
    {
        private long _saved = run._time.GetTimestamp();

        public void StepDone(Trainer trainer, StepReport step)
        {
            if (run._time.GetElapsedTime(_saved) >= CheckpointInterval)
            {
                Save();
            }
            observer.StepDone(trainer, step);
        }

        public void StepSkipped(Trainer trainer, NumericalException fault) => observer.StepSkipped(trainer, fault);

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best)
        {
            if (best)
            {
                run.SaveModel(metrics);
            }
            run._writer.Append(metrics, run._time.GetUtcNow());
            Save();
            observer.EpochDone(trainer, metrics, best);
        }

        private void Save()
        {
            run.SaveCheckpoint();
            _saved = run._time.GetTimestamp();
        }
    }
}
