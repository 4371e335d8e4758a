using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Data.Sources;
using Saccade.Experiments.Extensions;
using Saccade.Experiments.Import;

namespace Saccade.Experiments.Release;

/// <summary>
/// Releases the model of a finished run, or a released model with a new test: NAME.safetensors with what is known of it, and its card,
/// NAME.md.
/// </summary>
public static class ModelRelease
{
    private const string AllowedInNames = "-_.";

    /// <summary>Writes both files.</summary>
    /// <param name="source">
    /// The run, finished and evaluated on its test images; or a released model, which is tested here and keeps its weights.
    /// </param>
    /// <param name="folder">Where the files go; it is created if missing.</param>
    /// <param name="name">The name of the model; null for that of its recipe, or of the released file.</param>
    /// <param name="replace">Whether a model of that name may be replaced.</param>
    /// <param name="dataFolder">Folder of the MNIST files; null to look for them.</param>
    /// <param name="threads">Threads to compute with; null for all cores.</param>
    /// <param name="download">Receives the progress of a download.</param>
    /// <param name="trust">What the model file is allowed.</param>
    /// <returns>The model file and the card.</returns>
    /// <exception cref="OptionException">The name is not allowed for a model.</exception>
    /// <exception cref="SaccadeException">
    /// A model of that name exists, the run cannot be released, the data are unavailable, or a file cannot be written.
    /// </exception>
    public static (string Model, string Card) Write(
        string source, string folder, string? name = null, bool replace = false, string? dataFolder = null, int? threads = null,
        IProgress<DownloadProgress>? download = null, ModelTrust? trust = null)
    {
        RunFolder? run = Directory.Exists(source) ? RunFolder.Open(source) : null;
        TrainedModel? released = run is null ? TrainedModel.Open(source, trust) : null;
        name ??= run?.Recipe.Name ?? Path.GetFileNameWithoutExtension(released!.Path);
        RequireName(name);
        string path = Path.Combine(folder, name + BuiltInModels.Ending);
        string card = Path.Combine(folder, name + ".md");
        // A model without its card may be this one, of a release that was killed.
        if (!replace && File.Exists(path) && File.Exists(card))
        {
            throw Exists(path);
        }
        (TrainedModel trained, Dictionary<string, string> facts) = run is null
            ? Retest(released!, dataFolder, threads, download)
            : OfRun(run, trust);
        if (trained.TaskKind == TaskKind.Classification)
        {
            TestSlice slice = TestSlice.Measure(trained, dataFolder, threads, download);
            facts["slice_images"] = Text(slice.Images);
            facts["slice_wrong"] = Text(slice.Wrong);
        }
        ModelFile model = trained.File with { Facts = facts };
        RunPictures.MakeFolder(folder);
        if (!replace && File.Exists(path) && !HasContent(path, model))
        {
            throw Exists(path);
        }
        model.Write(path);
        AtomicFile.WriteText(card, CardOf(path));
        return (path, card);
    }

    private static SaccadeException Exists(string path) => new(
        new(ErrorKind.Exists, path, "the file exists already", "give another --name, or --replace to put this model in its place"));

    /// <summary>Whether a file is just this model.</summary>
    private static bool HasContent(string path, ModelFile model)
    {
        try
        {
            ModelFile other = ModelFile.Read(path);
            return other.Model == model.Model
                && other.Facts.OrderBy(fact => fact.Key).SequenceEqual(model.Facts.OrderBy(fact => fact.Key))
                && other.Weights.Zip(model.Weights).All(pair => pair.First.Values.AsSpan().SequenceEqual(pair.Second.Values));
        }
        catch (SaccadeException)
        {
            return false;
        }
    }

    /// <summary>The card of a model file, made from its header alone.</summary>
    /// <exception cref="SaccadeException">It cannot be read, or lacks an entry that a release writes.</exception>
    internal static string CardOf(string path)
    {
        // The card names the files of the task and opens none.
        TrainedModel model = TrainedModel.Open(path, new() { OpenFiles = true });
        string sha256 = InitialModel.HashOf(path);
        return ModelCard.Write(Path.GetFileNameWithoutExtension(path), model, sha256);
    }

    /// <summary>A released model with the facts of its training and of a new test.</summary>
    private static (TrainedModel Model, Dictionary<string, string> Facts) Retest(
        TrainedModel released, string? dataFolder, int? threads, IProgress<DownloadProgress>? download)
    {
        RequireReleased(released);
        ITask task = released.OpenTask(dataFolder, download: download);
        EvaluationOptions options = new()
        {
            Draws = StandardTest.Draws,
            Rollouts = StandardTest.Rollouts(released.File.Model),
        };
        using IEngine agent = released.CreateEngine(threads);
        EvaluationResult test = TaskTest.Run(agent, task, Split.Test, options).Result;
        Dictionary<string, string> facts = new(released.File.Facts);
        AddTest(facts, TestRecord.ThisMachine(), test);
        return (released, facts);
    }

    private static void RequireReleased(TrainedModel model)
    {
        if (!model.File.Facts.ContainsKey("command"))
        {
            bool imported = model.File.Facts.ContainsKey(ModelImport.OriginKey);
            throw new SaccadeException(new(
                ErrorKind.NotReady, model.Path, "it is not a released model",
                imported ? "it was imported: a release needs the run that trained it" : "give the folder of its run"));
        }
    }

    private static (TrainedModel Model, Dictionary<string, string> Facts) OfRun(RunFolder run, ModelTrust? trust)
    {
        RunProgress progress = RunProgress.Read(run);
        (string machine, EvaluationResult test) = RequireTested(run, progress);
        TrainedModel trained = TrainedModel.Open(run.Path, trust);
        Recipe recipe = RecipePaths.NamesOnly(trained.RequireRecipe());
        Dictionary<string, string> facts = new(trained.OtherFacts.Concat(TrainedModel.FactsOf(recipe)))
        {
            ["command"] = TrainingCommand.Create(run),
            ["epochs"] = Text(progress.Epochs),
            ["seconds"] = Text(Math.Round(progress.Seconds)),
            ["threads"] = Text(run.Info.Threads),
            ["engine"] = run.Info.Engine.ToString().ToLowerInvariant(),
            ["trained_on"] = FormattableString.Invariant($"{run.Info.System}, {run.Info.Processors} processors, {run.Info.DotNet}"),
        };
        if (run.Info.LaterThreads is int later)
        {
            facts["later_threads"] = Text(later);
        }
        if (run.Info.InitialModels is { Count: > 0 } models)
        {
            facts[ModelCard.InitialModelsKey] = string.Join('/', models.Select(model => $"{model.Name} (SHA-256 {model.Sha256})"));
        }
        if (recipe.ExtensionOptions().Length > 0)
        {
            facts[ModelCard.ExtensionsKey] = string.Join('/', Extension.Files.Select(Path.GetFileName));
        }
        AddTest(facts, machine, test);
        return (trained, facts);
    }

    private static void AddTest(Dictionary<string, string> facts, string machine, EvaluationResult test)
    {
        facts["tested_on"] = machine;
        facts["test_images"] = Text(test.Images);
        facts["test_rollouts"] = Text(test.Rollouts);
        facts["test_error_percent"] = Text(test.ErrorPercent);
        facts["test_error_percent_low"] = Text(test.ErrorPercentLow);
        facts["test_error_percent_high"] = Text(test.ErrorPercentHigh);
        facts["test_accuracy_by_glimpse"] = string.Join(' ', test.AccuracyByGlimpse.Select(accuracy => Text(accuracy)));
        Set("test_draws", test.Draws > 1 ? test.Draws : null);
        Set("test_error_percent_standard_error", test.ErrorPercentStandardError);
        Set("test_mean_glimpses", test.MeanGlimpses);
        Set("test_flops_per_image", test.FlopsPerImage);
        if (test.SeenShares.Count > 0)
        {
            facts["test_seen_shares"] = string.Join(' ', test.SeenShares.Select(share => Text(share)));
        }
        Set("test_averaged_error_percent", test.Rollouts > 1 ? test.AveragedErrorPercent : null);

        void Set(string key, double? value)
        {
            if (value is double stated)
            {
                facts[key] = Text(stated);
            }
            else
            {
                facts.Remove(key);
            }
        }
    }

    private static (string Machine, EvaluationResult Result) RequireTested(RunFolder run, RunProgress progress)
    {
        if (run.Recipe.Task.Kind != TaskKind.Classification && RecipeTask.Open(run.Recipe, dataFolder: null).Answers != AnswerKind.Class)
        {
            throw new SaccadeException(
                new(ErrorKind.Unsupported, run.Path, "the run learned actions; only models that classify can be released"));
        }
        if (!progress.Finished)
        {
            string done = $"{progress.Epochs} of {run.Recipe.Training.Epochs} epochs are done";
            throw new SaccadeException(new(
                ErrorKind.NotReady, run.Path, $"the run is not finished, {done}",
                $"continue with 'saccade train --resume {ShellWord.Quote(run.Path)}{run.Recipe.ExtensionOptions()}'"));
        }
        string options = StandardTest.Options(run.Recipe.Model) + run.Recipe.ExtensionOptions();
        return TestRecord.Read(run, progress.Epochs) is { Result: EvaluationResult result, Hardware: string machine }
            ? (machine, result)
            : throw new SaccadeException(new(
                ErrorKind.NotReady, run.Path, "the run was not evaluated yet",
                $"'saccade eval {ShellWord.Quote(run.Path)} {options}' does it and keeps the result"));
    }

    private static void RequireName(string name)
    {
        bool allowed = name.All(c => char.IsAsciiLetterOrDigit(c) || AllowedInNames.Contains(c));
        if (!allowed || name.Trim('.').Length == 0 || name.StartsWith('-'))
        {
            throw new OptionException(
                new(ErrorKind.NotAllowed) { Key = "--name", Value = name, Allowed = "letters, digits, '-', '_' and '.'" });
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
