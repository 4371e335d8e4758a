using System.Text.Encodings.Web;
using System.Text.Json;
using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Data.Sources;
using Saccade.Experiments.Engines;
using Saccade.Images;
using Saccade.Imaging.Decoding;
using Saccade.Imaging.Inference;

namespace Saccade.Experiments.Runs;

/// <summary>A trained model, opened by its run folder, its file, or the name of a built-in model.</summary>
public sealed record TrainedModel
{
    private const string NameKey = "name";
    private const string RecipeKey = "recipe";

    // Stands for the pictures of a task that may not be opened, so that it remains a task of pictures. No file can have this name.
    private const string WithheldPictures = "\0";

    // Names as they are written, not escaped.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file it was read from.</summary>
    public required string Path { get; init; }

    /// <summary>Its weights and where they come from.</summary>
    public required ModelFile File { get; init; }

    /// <summary>Its name: that of its recipe, else the one that its file states, else the file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe it was trained by, with the model's options of the file; null if the file states none.</summary>
    public required Recipe? Recipe { get; init; }

    /// <summary>The run it belongs to; null for a file on its own.</summary>
    public required RunFolder? Run { get; init; }

    /// <summary>The image files that the recipe in the file named; they were taken out of it, so that nothing opens them.</summary>
    public IReadOnlyList<string> WithheldFiles { get; init; } = [];

    /// <summary>What it is, in one line; empty if that is unknown.</summary>
    public string Title => Recipe?.Title ?? "";

    /// <summary>The title, with the options of images and networks in which the model differs from the recipe that has it.</summary>
    public string Description
    {
        get
        {
            string command = File.Facts.GetValueOrDefault("command") ?? (Run is null ? "" : TrainingCommand.Create(Run));
            string[] changes = [.. TrainingCommand.ChangesOfModel(command)];
            return Title.Length > 0 && changes.Length > 0 ? $"{Name} ({Title}) with {string.Join(", ", changes)}" : Title;
        }
    }

    /// <summary>The kind of its task; a model without a recipe classifies images.</summary>
    public TaskKind TaskKind => Recipe?.Task.Kind ?? TaskKind.Classification;

    /// <summary>The names of its classes, without its data: those of its file, else those of its task.</summary>
    public IReadOnlyList<string> ClassNames => File.ClassNames
        ?? (Recipe is { } recipe && recipe.Task.Images != WithheldPictures
            ? RecipeTask.Open(recipe, dataFolder: null).ClassNames
            : ClassificationTask.NumberedClasses(File.Model.Classes));

    /// <summary>How pictures are decoded for it: as those of its training, or as large as its frames of digits, on black.</summary>
    /// <exception cref="OptionException">It has neither 1 nor 3 channels.</exception>
    public DecodingOptions Decoding => Recipe is null
        ? DecodingFacts.Read(File.Facts, File.Model.Channels)
        : DecodingOf(Recipe.Task) with { Channels = File.Model.Channels };

    /// <summary>The facts of a model file from which its recipe is read again.</summary>
    /// <param name="recipe">The recipe of the model.</param>
    /// <param name="classNames">The names of its classes; null where they are their numbers.</param>
    public static Dictionary<string, string> FactsOf(Recipe recipe, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        Dictionary<string, string> facts = new() { [NameKey] = recipe.Name, [RecipeKey] = RecipeText.WriteWithoutModel(recipe) };
        if (classNames is not null)
        {
            facts[ModelFile.ClassNamesKey] = JsonSerializer.Serialize(classNames, s_json);
        }
        if (recipe.Task.Kind == TaskKind.Classification)
        {
            DecodingFacts.AddTo(facts, DecodingOf(recipe.Task));
        }
        return facts;
    }

    /// <summary>The facts of its file other than the recipe, its name, and how pictures are decoded.</summary>
    public IEnumerable<KeyValuePair<string, string>> OtherFacts => File.Facts.Where(
        fact => fact.Key is not (NameKey or RecipeKey or DecodingFacts.ShortSideKey or DecodingFacts.GroundKey));

    /// <summary>Opens the task that the model was trained on; of pictures, the classes must be those of the model.</summary>
    /// <param name="dataFolder">The folder of the MNIST files.</param>
    /// <param name="remedy">What the user can give instead, for the message.</param>
    /// <param name="download">Receives the progress of a download.</param>
    /// <param name="testEpisodes">The number of episodes a test has, where the task draws them; null for its default.</param>
    /// <param name="pictures">How the pictures of a folder or list are opened.</param>
    /// <exception cref="OptionException">The file states no recipe, or its recipe names files that may not be opened.</exception>
    public ITask OpenTask(
        string? dataFolder, string? remedy = null, IProgress<DownloadProgress>? download = null, int? testEpisodes = null,
        PictureAccess? pictures = null) =>
        RecipeTask.Open(
            RequireTask(remedy), dataFolder, download: download, testEpisodes: testEpisodes,
            pictures: (pictures ?? new()) with { ClassNames = File.ClassNames });

    /// <summary>The images of one split of its task; of pictures, the classes must be those of the model.</summary>
    /// <param name="split">Which images.</param>
    /// <param name="dataFolder">The folder of the MNIST files.</param>
    /// <param name="remedy">What the user can give instead, for the message.</param>
    /// <param name="download">Receives the progress of a download.</param>
    /// <param name="pictures">How the pictures of a folder or list are opened.</param>
    /// <exception cref="OptionException">The file states no recipe, or its recipe names files that may not be opened.</exception>
    public IImageSource OpenImages(
        Split split, string? dataFolder, string? remedy = null, IProgress<DownloadProgress>? download = null,
        PictureAccess? pictures = null) =>
        RecipeTask.Images(
            RequireTask(remedy), split, dataFolder, download: download,
            pictures: (pictures ?? new()) with { ClassNames = File.ClassNames });

    /// <summary>A warning if the pictures of the task of its run changed since the run began.</summary>
    /// <param name="task">The task that a test opened.</param>
    public IEnumerable<string> WarningsOfPictures(ITask task)
    {
        if (Run is { Info.Pictures: TrainedPictures trained } && task is PictureTask pictures && pictures.Path == Run.Recipe.Task.Images
            && trained.Change(pictures) is string change)
        {
            yield return $"The files of {pictures.Path} changed since the run began: {change}; "
                + "pictures that it learned from may be tested.";
        }
    }

    /// <summary>The recipe, for what needs the task that the model was trained on.</summary>
    /// <param name="remedy">What the user can give instead, for the message.</param>
    /// <exception cref="OptionException">The file states no recipe.</exception>
    public Recipe RequireRecipe(string remedy = "a run folder, or a model.safetensors that 'saccade train' wrote") =>
        Recipe ?? throw new OptionException(new(ErrorKind.Missing)
        {
            Path = Path,
            Key = RecipeKey,
            Detail = "the file states none, so the task of the model is unknown",
            Remedy = $"give {remedy}",
        });

    /// <summary>The recipe, for what needs the images or episodes of its task.</summary>
    /// <param name="remedy">What the user can give instead, for the message.</param>
    /// <exception cref="OptionException">The file states no recipe, or its recipe names files that may not be opened.</exception>
    public Recipe RequireTask(string? remedy = null)
    {
        Recipe recipe = remedy is null ? RequireRecipe() : RequireRecipe(remedy);
        if (WithheldFiles.Count == 0)
        {
            return recipe;
        }
        const string Open = $"add {ModelTrust.OpenFilesOption} to open these";
        throw new OptionException(new(ErrorKind.NotReady)
        {
            Path = Path,
            Detail = $"the images of its task are in files that the model names: {string.Join(", ", WithheldFiles.Distinct())}",
            Remedy = remedy is null ? Open : $"give {remedy}, or {Open}",
        });
    }

    /// <summary>Opens the model of a run folder, a model file, or a built-in model; see <see cref="BuiltInModels"/>.</summary>
    /// <param name="source">A path, or else the name of a built-in model.</param>
    /// <param name="trust">What the file is allowed.</param>
    /// <exception cref="OptionException">The recipe in the file is malformed.</exception>
    /// <exception cref="SaccadeException">
    /// There is no such model, its file is damaged or contradicts itself, or the run has not finished an epoch yet.
    /// </exception>
    public static TrainedModel Open(string source, ModelTrust? trust = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        trust ??= new();
        RunFolder? run = null;
        string path = source;
        if (Directory.Exists(source))
        {
            run = RunFolder.Open(source);
            path = run.ModelPath;
            if (!System.IO.File.Exists(path))
            {
                throw new SaccadeException(new(
                    ErrorKind.NotReady,
                    source,
                    "the run holds no model yet; one is written after the first epoch",
                    RunLock.IsHeld(source)
                        ? "wait for the end of its first epoch"
                        : $"continue with 'saccade train --resume {ShellWord.Quote(source)}{run.Recipe.ExtensionOptions()}'"));
            }
        }
        else if (!System.IO.File.Exists(source))
        {
            path = BuiltInModels.FileOf(source) ?? throw new SaccadeException(
                new(ErrorKind.Unknown, Detail: Known(source)) { Key = "run folder or model file", Value = source });
        }
        else if (source.EndsWith(RecipeFile.Ending, StringComparison.OrdinalIgnoreCase))
        {
            throw new SaccadeException(new(
                ErrorKind.NotAllowed,
                source,
                "it is a recipe and no trained model",
                $"train one with 'saccade train {ShellWord.Quote(source)}', then give its run folder"));
        }
        ModelFile file = Read(path, run, trust);
        string name = TerminalText.OneLine(file.Facts.GetValueOrDefault(NameKey) ?? System.IO.Path.GetFileNameWithoutExtension(path));
        Recipe? recipe = file.Facts.TryGetValue(RecipeKey, out string? text) ? ReadRecipe(text, name, path, file.Model) : null;
        TrainedModel model = new()
        {
            Path = path,
            File = file,
            Name = recipe?.Name ?? name,
            Recipe = recipe,
            Run = run,
        };
        // The files of a run are those of the recipe in its folder, whatever its model file says.
        return recipe is null || trust.OpenFiles ? model
            : run is null ? model.WithFiles(new())
            : model.WithFiles(run.Recipe.Task);
    }

    private static DecodingOptions DecodingOf(TaskOptions task) => new()
    {
        ShortSide = Math.Min(task.ImageWidth, task.ImageHeight),
        Ground = task.HasPictures ? task.Ground : PictureGround.Black,
    };

    /// <summary>The model with other image files in its recipe.</summary>
    private TrainedModel WithFiles(TaskOptions files)
    {
        TaskOptions task = Recipe!.Task;
        string[] named = [task.Images, task.TrainingImages, task.TrainingLabels, task.TestImages, task.TestLabels, task.BackgroundImages];
        string[] kept =
            [files.Images, files.TrainingImages, files.TrainingLabels, files.TestImages, files.TestLabels, files.BackgroundImages];
        return this with
        {
            Recipe = Recipe with
            {
                Task = task with
                {
                    Images = Pictures(task.Images, kept[0]),
                    TrainingImages = kept[1],
                    TrainingLabels = kept[2],
                    TestImages = kept[3],
                    TestLabels = kept[4],
                    BackgroundImages = Pictures(task.BackgroundImages, kept[5]),
                },
            },
            WithheldFiles = [.. named.Except(kept).Where(file => file.Length > 0)],
        };

        static string Pictures(string named, string kept) => named.Length > 0 && kept.Length == 0 ? WithheldPictures : kept;
    }

    /// <summary>The recipe in a file. Files of version 1 state the model's options in it a second time; both must agree.</summary>
    private static Recipe ReadRecipe(string text, string name, string path, ModelOptions model)
    {
        Recipe stated = RecipeText.Read(text, name, path, model: model);
        (string Key, string Value, string Other)[] differences =
            [.. RecipeText.Differences(stated with { Model = stated.ModelForTask }, stated with { Model = model })];
        if (differences is [(string key, string value, string other), ..])
        {
            throw new SaccadeException(new(ErrorKind.Mismatch)
            {
                Path = path,
                Key = key,
                Detail = $"it is {value} in the file's recipe and {other} in its model's options",
                Remedy = "give another file",
            });
        }
        // The size of a classifier's images follows from the task.
        return stated with { Model = model with { Classifier = model.Classifier with { FrameWidth = 0, FrameHeight = 0 } } };
    }

    /// <summary>An engine that holds the model. Dispose of it after use.</summary>
    /// <param name="threads">Threads to compute with; null for all cores.</param>
    /// <param name="engine">The kind of engine; null for the model's default.</param>
    /// <param name="device">The device.</param>
    public IEngine CreateEngine(int? threads = null, EngineKind? engine = null, ComputeDevice device = ComputeDevice.Cpu)
    {
        try
        {
            return EngineFactory.Load(File, threads ?? Environment.ProcessorCount, engine, device);
        }
        catch (SaccadeException e) when (e.Error.Path is null)
        {
            throw e.At(Path);
        }
    }

    /// <summary>Reads the file; only a training can decide whether a run can make its model again.</summary>
    private static ModelFile Read(string path, RunFolder? run, ModelTrust trust)
    {
        try
        {
            return ModelFile.Read(path, trust.AcceptChanged);
        }
        catch (SaccadeException e)
        {
            throw e.With(e.Error with
            {
                Remedy = run is not null
                    ? $"'saccade train --resume {ShellWord.Quote(run.Path)}{run.Recipe.ExtensionOptions()}' says what can be done"
                    : e is ChangedContentException ? $"{e.Error.Remedy}, or accept it as it is with {ModelTrust.AcceptChangedOption}"
                    : e.Error.Remedy,
            });
        }
    }

    private static string Known(string source)
    {
        if (RecipeFile.Names().Contains(source))
        {
            return $"of the recipe of this name no model is built in: train one with 'saccade train {source}', then give its run folder";
        }
        const string run = "give a folder that 'saccade train' made, or its model.safetensors";
        IReadOnlyList<string> names = BuiltInModels.Names();
        string meant = NearestName.Among(source, names) is string nearest ? $"did you mean {nearest}? Or " : "";
        return names.Count == 0 ? run : $"{meant}{run}, or the name of a built-in model: {string.Join(", ", names)}";
    }
}
