using System.Globalization;
using System.Security.Cryptography;
using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Runtime;

namespace Saccade.Experiments.Shipping;

/// <summary>Makes a model that ships out of a finished run: NAME.safetensors, which states all that is known of it, and its card, NAME.md.</summary>
public static class ModelShipment
{
    private const string AllowedInNames = "-_.";

    /// <summary>Writes both files.</summary>
    /// <param name="runFolder">The run, finished and evaluated on its test images.</param>
    /// <param name="folder">Where the files go; it is made if need be.</param>
    /// <param name="name">What the model is called; null for the name of its recipe.</param>
    /// <param name="replace">Whether a model of that name may be replaced.</param>
    /// <param name="dataFolder">Folder of the MNIST files; null to look for them.</param>
    /// <param name="threads">Threads to compute with; null for all cores.</param>
    /// <param name="download">Is told how far a download is.</param>
    /// <returns>The model file and the card.</returns>
    /// <exception cref="OptionException">The name is none for a model.</exception>
    /// <exception cref="SaccadeException">There is such a model already, the run can't be shipped, the data can't be had, or a file can't be written.</exception>
    public static (string Model, string Card) Write(
        string runFolder, string folder, string? name = null, bool replace = false, string? dataFolder = null, int? threads = null, IProgress<DownloadProgress>? download = null)
    {
        RunFolder run = RunFolder.Open(runFolder);
        name ??= run.Recipe.Name;
        RequireName(name);
        string path = Path.Combine(folder, name + ModelsAtHand.Ending);
        if (!replace && File.Exists(path))
        {
            throw new SaccadeException($"{path} is there already; give another --name, or --replace to put this model in its place.");
        }
        RunProgress progress = RunProgress.Of(run);
        (string machine, EvaluationResult test) = RequireTested(run, progress);
        TrainedModel trained = TrainedModel.Open(runFolder);
        TestSlice slice = TestSlice.Of(trained, dataFolder, threads, download);
        ModelFile model = trained.File with { Facts = Facts(trained.File.Facts, run, progress, machine, test, slice) };
        RunPictures.MakeFolder(folder);
        model.Write(path);
        string card = Path.Combine(folder, name + ".md");
        AtomicFile.WriteText(card, CardOf(path));
        return (path, card);
    }

    /// <summary>The card of a model file, made from its header alone.</summary>
    /// <exception cref="SaccadeException">It can't be read, or was not made for shipping.</exception>
    internal static string CardOf(string path)
    {
        TrainedModel model = TrainedModel.Open(path);
        return ModelCard.Write(Path.GetFileNameWithoutExtension(path), model, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
    }

    private static (string Machine, EvaluationResult Result) RequireTested(RunFolder run, RunProgress progress)
    {
        if (run.Recipe.PlaysGame)
        {
            throw new SaccadeException($"{run.Path} learned a game; only models that name images can be shipped.");
        }
        if (!progress.Finished)
        {
            throw new SaccadeException($"{run.Path} is not finished, {progress.Epochs} of {run.Recipe.Training.Epochs} epochs are done; go on with 'saccade train --resume {run.Path}'.");
        }
        return TestRecord.Read(run, progress.Epochs) is { Result: EvaluationResult result, Hardware: string machine }
            ? (machine, result)
            : throw new SaccadeException($"{run.Path} was not evaluated yet; 'saccade eval {run.Path} --rollouts 10' does it and keeps the result.");
    }

    private static void RequireName(string name)
    {
        if (name.Trim('.').Length == 0 || name.StartsWith('-') || !name.All(c => char.IsAsciiLetterOrDigit(c) || AllowedInNames.Contains(c)))
        {
            throw new OptionException($"The model's name was '{TomlText.OneLine(name)}'; it may be letters, digits, '-', '_' and '.'; give one with --name.");
        }
    }

    private static Dictionary<string, string> Facts(
        IReadOnlyDictionary<string, string> trained, RunFolder run, RunProgress progress, string machine, EvaluationResult test, TestSlice slice)
    {
        Dictionary<string, string> facts = new(trained)
        {
            ["command"] = TrainingCommand.Of(run),
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
