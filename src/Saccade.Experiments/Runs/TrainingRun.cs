using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Experiments.Recipes;
using Saccade.Learning;
using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>A training with its run folder: begins or takes up a run, and saves what happens so that nothing is lost.</summary>
public sealed class TrainingRun : IDisposable
{
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromMinutes(1);

    private readonly RunWriter _writer;
    private readonly TimeProvider _time;
    private string? _identity;

    private TrainingRun(RunWriter writer, TrainingData? data, Trainer trainer, TimeProvider time) =>
        (_writer, Data, Trainer, _time) = (writer, data, trainer, time);

    /// <summary>The run's files.</summary>
    public RunFolder Folder => _writer.Folder;

    /// <summary>The images that the run learns from and is chosen by; null if it learns a game.</summary>
    public TrainingData? Data { get; }

    /// <summary>The training itself, and where it stands.</summary>
    public Trainer Trainer { get; }

    /// <summary>Lines that the user should see, such as a damaged checkpoint that was passed over.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Begins a run in a new folder.</summary>
    /// <exception cref="SaccadeException">The folder is in the way, or the data can't be had; then no folder is left behind.</exception>
    public static TrainingRun Start(Recipe recipe, string folder, TrainingSettings settings, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(settings);
        time ??= TimeProvider.System;
        string version = SystemReport.VersionOf(typeof(Trainer).Assembly);
        RunInfo info = new()
        {
            Seed = settings.Seed,
            Threads = settings.Threads ?? Environment.ProcessorCount,
            Engine = settings.Engine ?? Engines.KindFor(recipe.Model, settings.Device),
            Device = settings.Device,
            StartedAt = time.GetUtcNow(),
            Saccade = version,
            DotNet = RuntimeInformation.FrameworkDescription,
            TorchSharp = SystemReport.VersionOf(typeof(TorchSharp.torch).Assembly),
            VectorBits = Processor.VectorBits,
            // The build writes it behind the version.
            Commit = version.Split('+') is [_, string commit] ? commit : null,
        };
        // Everything that can go wrong with options and data does so before there is a folder.
        RunWriter.RefuseUnlessEmpty(folder);
        (TrainingData? data, Trainer trainer) = Prepare(recipe, info, info.Threads, settings);
        RunWriter? writer = null;
        try
        {
            writer = RunWriter.Create(folder, recipe, info);
            TrainingRun run = new(writer, data, trainer, time) { Warnings = [.. Doubts(recipe, info, data)] };
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

    /// <summary>Takes up a run where it was left, with its own recipe and seed.</summary>
    /// <exception cref="SaccadeException">The folder holds no run, is in use by another process, or is damaged.</exception>
    public static TrainingRun Resume(string folder, TrainingSettings settings, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RunWriter writer = RunWriter.Resume(folder);
        try
        {
            (TrainingData? data, Trainer trainer) =
                Prepare(writer.Folder.Recipe, writer.Folder.Info, settings.Threads ?? writer.Folder.Info.Threads, settings);
            TrainingRun run = new(writer, data, trainer, time ?? TimeProvider.System);
            try
            {
                run.Restore(settings);
                return run;
            }
            catch
            {
                trainer.Engine.Dispose();
                throw;
            }
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Trains to the end, or until <paramref name="stop"/> is signalled; the run is saved either way.</summary>
    /// <returns>Whether the run is finished.</returns>
    public bool Train(ITrainingObserver observer, CancellationToken stop = default)
    {
        try
        {
            bool finished = Trainer.Train(new Saver(this, observer), stop);
            if (!finished)
            {
                SaveCheckpoint();
            }
            return finished;
        }
        catch (NumericalFault fault) when (CheckpointFolder.Newest(Folder.CheckpointsPath) is string newest)
        {
            throw fault.SavedIn(newest);
        }
    }

    /// <summary>Lets go of the run's folder and frees the model.</summary>
    public void Dispose()
    {
        Trainer.Engine.Dispose();
        _writer.Dispose();
    }

    private static (TrainingData? Data, Trainer Trainer) Prepare(Recipe recipe, RunInfo info, int threads, TrainingSettings settings)
    {
        RandomKey key = RandomKey.FromSeed(info.Seed);
        if (recipe.PlaysGame)
        {
            IGameEngine player = Engines.MakePlayer(recipe.Model, recipe.Training, key.Fork("weights"), threads, info.Engine, info.Device);
            return (null, Teach(player, () => new Trainer(player, recipe.Game, recipe.Training, key.Fork("training"))));
        }
        TrainingData data = RecipeData.ForTraining(recipe, settings.DataFolder, info.Seed, settings.Download, settings.Cancellation);
        ITrainingEngine engine = Engines.Make(recipe.ModelForTask, recipe.Training, key.Fork("weights"), threads, info.Engine, info.Device);
        return (data, Teach(engine, () => new Trainer(engine, data.Train, data.Validation, recipe.Training, key.Fork("training"))));
    }

    /// <summary>What can be done but was hardly meant.</summary>
    private static IEnumerable<string> Doubts(Recipe recipe, RunInfo info, TrainingData? data)
    {
        if (info.Threads > Environment.ProcessorCount)
        {
            yield return $"--threads is {info.Threads} and this machine has {Environment.ProcessorCount} cores; more threads than that only wait for each other.";
        }
        if (data is not null && recipe.Training.BatchSize > data.Train.Count)
        {
            yield return $"training.batch_size is {recipe.Training.BatchSize} and there are {data.Train.Count} images to learn from; an epoch is a single step.";
        }
    }

    /// <summary>A trainer of an engine, which is disposed of if there can be none.</summary>
    private static Trainer Teach(ITrainingEngine engine, Func<Trainer> make)
    {
        try
        {
            return make();
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    private void Restore(TrainingSettings settings)
    {
        List<string> warnings = [];
        if (settings.Threads is int threads && threads != Folder.Info.Threads)
        {
            warnings.Add($"The run began with --threads {Folder.Info.Threads}; with {threads} it goes on, but no longer bit for bit.");
            _writer.NoteThreads(threads);
        }
        if (Folder.Info.VectorBits is int bits && bits != Processor.VectorBits)
        {
            warnings.Add($"The run began on a processor with vectors of {bits} bits; with {Processor.VectorBits} it goes on, but no longer bit for bit.");
        }
        if (SystemReport.VersionOf(typeof(Trainer).Assembly) is string version && version != Folder.Info.Saccade)
        {
            warnings.Add($"The run began with Saccade {Folder.Info.Saccade}; with {version} it goes on, but perhaps no longer bit for bit.");
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
                throw new SaccadeException($"{recovered.File.Source}: {e.Message}", e);
            }
            warnings.AddRange(recovered.Warnings);
            if (Trainer.State.BestErrorPercent is double error && !HasModel(error, warnings))
            {
                // Whatever the next epoch comes to, its model is the best there is.
                Trainer.State = Trainer.State with { BestErrorPercent = null };
            }
            _writer.GoOnFrom(recovered.Step);
        }
        else if (Folder.Metrics().Epochs > 0 || File.Exists(Folder.ModelPath))
        {
            throw new SaccadeException($"{Folder.CheckpointsPath} holds no checkpoint, but epochs were trained; bring the checkpoints back, or begin a new run with --run: this one is as it was.");
        }
        else
        {
            // A run that was killed before its first checkpoint has lost nothing: it begins again from its seed, and saves that one now.
            SaveCheckpoint();
        }
        _writer.TruncateMetrics(Trainer.State.Epoch);
        Warnings = warnings;
    }

    /// <summary>Whether the model of the lowest error is there; that it is lost is a warning, or the end where no epoch comes to make another.</summary>
    private bool HasModel(double error, List<string> warnings)
    {
        try
        {
            // One of an epoch yet to come once more, with other bits perhaps, is none: the next one replaces it.
            return ModelFile.Read(Folder.ModelPath).Facts.TryGetValue("epoch", out string? text)
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) && epoch <= Trainer.State.Epoch;
        }
        catch (SaccadeException e)
        {
            string lost = FormattableString.Invariant(
                $"{e.Message} It held the best weights, those of epoch {Trainer.State.BestEpoch} with a validation error of {error:F2}%");
            if (Trainer.Finished)
            {
                throw new SaccadeException($"{lost}, and the run is finished: bring the file back, or begin a new run with --run.", e);
            }
            warnings.Add($"{lost}: the next epoch's take their place, even if they are worse.");
            return false;
        }
    }

    /// <summary>What makes this run this run and no other: its recipe, as its file states it, and its seed.</summary>
    private string IdentityOf(string recipe) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{recipe}\n{Folder.Info.Seed}"))));

    private void SaveCheckpoint()
    {
        TensorFile checkpoint = TrainingCheckpoint.Save(Trainer, _identity ??= IdentityOf(Folder.RecipeContent()));
        RequireNumbers(checkpoint.Tensors);
        _writer.SaveCheckpoint(Trainer.StepsDone, checkpoint);
    }

    /// <summary>A step may take the weights beyond all numbers, which only the next would notice: then there is nothing worth keeping.</summary>
    private void RequireNumbers(IReadOnlyList<NamedTensor> tensors)
    {
        if (tensors.FirstOrDefault(tensor => !Finite.All(tensor.Values)) is NamedTensor broken)
        {
            throw NumericalFault.Weight(broken.Name, Trainer.StepsDone);
        }
    }

    private void SaveModel(EpochMetrics metrics)
    {
        Dictionary<string, string> facts = new()
        {
            ["name"] = Folder.Recipe.Name,
            ["recipe"] = RecipeText.Write(Folder.Recipe),
            ["seed"] = FormattableString.Invariant($"{Folder.Info.Seed}"),
            ["epoch"] = FormattableString.Invariant($"{metrics.Epoch}"),
            ["validation_error_percent"] = FormattableString.Invariant($"{metrics.ValidationErrorPercent}"),
            ["saccade_version"] = SystemReport.VersionOf(typeof(Trainer).Assembly),
            ["commit"] = Folder.Info.Commit ?? "unknown",
        };
        IReadOnlyList<NamedTensor> weights = Trainer.Engine.SaveWeights();
        RequireNumbers(weights);
        new ModelFile(Folder.Recipe.ModelForTask, weights, facts).Write(Folder.ModelPath);
    }

    /// <summary>Saves the run as it goes: the best model, then the figures, then the checkpoint that makes both final.</summary>
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

        public void StepSkipped(Trainer trainer, string reason) => observer.StepSkipped(trainer, reason);

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
