using System.Security.Cryptography;
using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Data.Sources;

namespace Saccade.Experiments.Release;

/// <summary>Releases the model of a finished run: NAME.safetensors with what is known of it, and its card, NAME.md.</summary>
public static class ModelRelease
{
    private const string AllowedInNames = "-_.";

    /// <summary>Writes both files.</summary>
    /// <param name="runFolder">The run, finished and evaluated on its test images.</param>
    /// <param name="folder">Where the files go; it is created if missing.</param>
    /// <param name="name">The name of the model; null for the name of its recipe.</param>
    /// <param name="replace">Whether a model of that name may be replaced.</param>
    /// <param name="dataFolder">Folder of the MNIST files; null to look for them.</param>
    /// <param name="threads">Threads to compute with; null for all cores.</param>
    /// <param name="download">Receives the progress of a download.</param>
    /// <returns>The model file and the card.</returns>
    /// <exception cref="OptionException">The name is not allowed for a model.</exception>
    /// <exception cref="SaccadeException">
    /// A model of that name exists, the run cannot be released, the data are unavailable, or a file cannot be written.
    /// </exception>
    public static (string Model, string Card) Write(
        string runFolder, string folder, string? name = null, bool replace = false, string? dataFolder = null, int? threads = null,
        IProgress<DownloadProgress>? download = null)
    {
        RunFolder run = RunFolder.Open(runFolder);
        name ??= run.Recipe.Name;
        RequireName(name);
        string path = Path.Combine(folder, name + BuiltInModels.Ending);
        if (!replace && File.Exists(path))
        {
            throw new SaccadeException(
                new(ErrorKind.Exists, path, "the file exists already", "give another --name, or --replace to put this model in its place"));
        }
        RunProgress progress = RunProgress.Read(run);
        (string machine, EvaluationResult test) = RequireTested(run, progress);
        TrainedModel trained = TrainedModel.Open(runFolder);
        TestSlice slice = TestSlice.Measure(trained, dataFolder, threads, download);
        ModelFile model = trained.File with { Facts = Facts(trained, run, progress, machine, test, slice) };
        RunPictures.MakeFolder(folder);
        model.Write(path);
        string card = Path.Combine(folder, name + ".md");
        AtomicFile.WriteText(card, CardOf(path));
        return (path, card);
    }

    /// <summary>The card of a model file, made from its header alone.</summary>
    /// <exception cref="SaccadeException">It cannot be read, or lacks an entry that a release writes.</exception>
    internal static string CardOf(string path)
    {
        TrainedModel model = TrainedModel.Open(path);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(InputFile.ReadBytes(path)));
        return ModelCard.Write(Path.GetFileNameWithoutExtension(path), model, sha256);
    }

    private static (string Machine, EvaluationResult Result) RequireTested(RunFolder run, RunProgress progress)
    {
        if (run.Recipe.Task.Kind != TaskKind.Classification)
        {
            throw new SaccadeException(
                new(ErrorKind.Unsupported, run.Path, "the run learned another task; only models that classify images can be released"));
        }
        if (!progress.Finished)
        {
            string done = $"{progress.Epochs} of {run.Recipe.Training.Epochs} epochs are done";
            throw new SaccadeException(new(
                ErrorKind.NotReady, run.Path, $"the run is not finished, {done}", $"continue with 'saccade train --resume {run.Path}'"));
        }
        return TestRecord.Read(run, progress.Epochs) is { Result: EvaluationResult result, Hardware: string machine }
            ? (machine, result)
            : throw new SaccadeException(new(
                ErrorKind.NotReady, run.Path, "the run was not evaluated yet",
                $"'saccade eval {run.Path} --rollouts 10' does it and keeps the result"));
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

    private static Dictionary<string, string> Facts(
        TrainedModel trained, RunFolder run, RunProgress progress, string machine, EvaluationResult test, TestSlice slice)
    {
        Dictionary<string, string> facts = new(trained.OtherFacts.Concat(TrainedModel.FactsOf(trained.RequireRecipe())))
        {
            ["command"] = TrainingCommand.Create(run),
            ["epochs"] = Text(progress.Epochs),
            ["seconds"] = Text(Math.Round(progress.Seconds)),
            ["threads"] = Text(run.Info.Threads),
            ["engine"] = run.Info.Engine.ToString().ToLowerInvariant(),
            ["trained_on"] = FormattableString.Invariant($"{run.Info.System}, {run.Info.Processors} processors, {run.Info.DotNet}"),
            ["tested_on"] = machine,
            ["test_images"] = Text(test.Images),
            ["test_rollouts"] = Text(test.Rollouts),
            ["test_error_percent"] = Text(test.ErrorPercent),
            ["test_error_percent_low"] = Text(test.ErrorPercentLow),
            ["test_error_percent_high"] = Text(test.ErrorPercentHigh),
            ["test_accuracy_by_glimpse"] = string.Join(' ', test.AccuracyByGlimpse.Select(accuracy => Text(accuracy))),
            ["slice_images"] = Text(slice.Images),
            ["slice_wrong"] = Text(slice.Wrong),
        };
        if (run.Info.LaterThreads is int later)
        {
            facts["later_threads"] = Text(later);
        }
        if (test.Rollouts > 1)
        {
            facts["test_averaged_error_percent"] = Text(test.AveragedErrorPercent);
        }
        return facts;
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
