using System.Text;

namespace Saccade.Experiments.Runs;

/// <summary>A run on disk, for reading, also while it is being trained. <see cref="RunWriter"/> changes it.</summary>
public sealed class RunFolder
{
    internal const string RecipeName = "recipe.toml";
    internal const string InfoName = "run.json";

    internal RunFolder(string path, Recipe recipe, RunInfo info) => (Path, Recipe, Info) = (path, recipe, info);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What is trained, every option resolved.</summary>
    public Recipe Recipe { get; }

    /// <summary>The circumstances in which the run began.</summary>
    public RunInfo Info { get; }

    /// <summary>The model to use, in <c>model.safetensors</c>.</summary>
    public string ModelPath => In("model.safetensors");

    /// <summary>Where pictures of the run belong.</summary>
    public string PicturesPath => In("pictures");

    /// <summary>One line of figures an epoch, in a form that pandas reads.</summary>
    public string MetricsPath => In("metrics.csv");

    /// <summary>The same figures for TensorBoard.</summary>
    public string EventsPath => In(FormattableString.Invariant($"events.out.tfevents.{Info.StartedAt.ToUnixTimeSeconds():D10}.saccade"));

    /// <summary>Where the checkpoints are.</summary>
    public string CheckpointsPath => In("checkpoints");

    /// <summary>Whether there is a run in that folder.</summary>
    public static bool IsRun(string path) =>
        File.Exists(System.IO.Path.Combine(path, RecipeName)) && File.Exists(System.IO.Path.Combine(path, InfoName));

    /// <summary>Opens a run.</summary>
    /// <exception cref="SaccadeException">The folder holds no run, or its files are damaged.</exception>
    public static RunFolder Open(string path)
    {
        if (!IsRun(path))
        {
            throw new SaccadeException(new(
                ErrorKind.Missing,
                path,
                Directory.Exists(path) ? $"the folder holds no run: it lacks {RecipeName} or {InfoName}"
                    : BuiltInModels.FileOf(System.IO.Path.GetFileName(path)) is null ? "there is no run folder here"
                    : "there is no run folder here; the built-in model of this name has weights but no training run",
                "give a folder that 'saccade train' made"));
        }
        string recipe = System.IO.Path.Combine(path, RecipeName);
        if (new FileInfo(recipe).Length == 0)
        {
            // An empty text would be a recipe too, that of all defaults.
            throw new SaccadeException(new(ErrorKind.Damaged, recipe, "it is empty"));
        }
        try
        {
            return new RunFolder(path, RecipeFile.ReadOfRun(recipe), RunInfo.Read(System.IO.Path.Combine(path, InfoName)));
        }
        catch (OptionException e)
        {
            // The program wrote these files: they are damaged, and the command is right.
            throw new SaccadeException(e.Error, e);
        }
    }

    /// <summary>The figures of the epochs so far.</summary>
    /// <exception cref="SaccadeException">The file cannot be read or is malformed.</exception>
    public MetricsTable Metrics() => File.Exists(MetricsPath) ? MetricsTable.Read(MetricsPath) : MetricsTable.Empty;

    /// <summary>Whether there is any checkpoint, damaged or not.</summary>
    public bool HasCheckpoint => CheckpointFolder.Newest(CheckpointsPath) is not null;

    /// <summary>The newest checkpoint that can be read, with a warning for each newer one that is damaged.</summary>
    /// <exception cref="SaccadeException">There is no checkpoint, or none can be read.</exception>
    internal RecoveredCheckpoint RecoverCheckpoint() => CheckpointFolder.Recover(CheckpointsPath);

    internal string RecipePath => In(RecipeName);

    /// <summary>The recipe's file as it is.</summary>
    internal string RecipeContent() => Encoding.UTF8.GetString(InputFile.ReadBytes(RecipePath, RecipeFile.MostBytes));

    internal string InfoPath => In(InfoName);

    internal string In(string name) => System.IO.Path.Combine(Path, name);
}
