using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Saccade.Checkpoints;

namespace Saccade.Experiments.Runs;

/// <summary>A model whose weights a run began with, as <c>run.json</c> states it.</summary>
/// <param name="Path">The full path of its file.</param>
/// <param name="Sha256">The hash of the file: a run that begins again needs the same weights.</param>
/// <param name="Taken">The layers that were taken over: their tensors have the same names and shapes in both models.</param>
/// <param name="Fresh">The layers that neither it nor a model before it had: they keep their random initial weights.</param>
public sealed record InitialModel(string Path, string Sha256, IReadOnlyList<string> Taken, IReadOnlyList<string> Fresh)
{
    private const string ContextPrefix = "context.";

    // The layer of the logits: in the attention model, in a baseline classifier.
    private static readonly string[] s_heads = ["action.scores", "scores"];

    /// <summary>The name of its run folder, of a built-in model, or of its file: what others may know of the path.</summary>
    public string Name => IsOfRun ? System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path)!)
        : IsBuiltIn ? System.IO.Path.GetFileNameWithoutExtension(Path)
        : System.IO.Path.GetFileName(Path);

    /// <summary>The commands that trained it, a line each; null if they are not known, or it is a built-in model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Commands { get; init; }

    private bool IsBuiltIn =>
        BuiltInModels.FileOf(System.IO.Path.GetFileNameWithoutExtension(Path)) is string file && System.IO.Path.GetFullPath(file) == Path;

    private bool IsOfRun => System.IO.Path.GetFileName(Path) == "model.safetensors";

    /// <summary>What was taken over from each model, in a sentence.</summary>
    public static IReadOnlyList<string> Notes(IReadOnlyList<InitialModel> models)
    {
        IReadOnlyList<string> fresh = models.Count > 0 ? models[^1].Fresh : [];
        int layers = models.Sum(model => model.Taken.Count) + fresh.Count;
        return
        [
            .. models.Select((model, i) => $"{model.Taken.Count} of {layers} layers start from the weights of {model.Path} (--init)"
                + (i == models.Count - 1 && fresh.Count > 0 ? $"; {string.Join(", ", fresh)} start at random." : ".")),
        ];
    }

    /// <summary>
    /// Gives an engine the layers of models that fit by name and shape, each from the first model that has it; that of the logits fits only
    /// the same classes. The convolutions of a convolutional classifier fit those of a context network.
    /// </summary>
    /// <param name="sources">Run folders, model files, or names of built-in models.</param>
    /// <param name="engine">The engine, which holds the initial weights of a new run.</param>
    /// <param name="task">The task of the new run.</param>
    /// <exception cref="SaccadeException">There is no such model, or nothing of one is taken over.</exception>
    internal static IReadOnlyList<InitialModel> Load(IReadOnlyList<string> sources, IEngine engine, ITask task)
    {
        List<InitialModel> models = [];
        foreach (string source in sources)
        {
            models.Add(Load(source, engine, task, models.Count > 0 ? models[^1].Fresh : null));
        }
        return models;
    }

    /// <summary>Gives an engine the weights again, where a run was stopped before its first checkpoint.</summary>
    /// <exception cref="SaccadeException">A file is gone or has changed.</exception>
    internal static void Reload(IReadOnlyList<InitialModel> models, IEngine engine, ITask task)
    {
        foreach (InitialModel model in models.Where(model => HashOf(model.Path) != model.Sha256))
        {
            throw new SaccadeException(new(
                ErrorKind.Mismatch, model.Path, "the run began with the weights of this file, which has changed since", "begin a new run"));
        }
        _ = Load([.. models.Select(model => model.Path)], engine, task);
    }

    /// <summary>The SHA-256 of a file.</summary>
    internal static string HashOf(string path) => Convert.ToHexStringLower(InputFile.Read(path, file => SHA256.HashData(file)));

    private static TrainedModel Open(string source)
    {
        try
        {
            return TrainedModel.Open(source);
        }
        catch (ChangedContentException e)
        {
            // A training does not accept it, but a file that was written anew.
            throw e.With(e.Error with
            {
                Remedy = $"fetch it again, or accept it as it is with 'saccade import {ShellWord.Quote(source)} --as NAME'",
            });
        }
    }

    /// <summary>Takes over the layers that are still at random: all, or those that no model before had.</summary>
    private static InitialModel Load(string source, IEngine engine, ITask task, IReadOnlyList<string>? random)
    {
        TrainedModel model = Open(source);
        bool sameClasses = model.ClassNames.SequenceEqual(task.ClassNames);
        Dictionary<string, NamedTensor> saved = model.File.Weights.ToDictionary(tensor => tensor.Name);
        if (model.File.Model.Kind == ModelKind.Cnn)
        {
            foreach (NamedTensor tensor in model.File.Weights)
            {
                saved.Add(ContextPrefix + tensor.Name, tensor with { Name = ContextPrefix + tensor.Name });
            }
        }
        IReadOnlyList<NamedTensor> initial = engine.SaveWeights();
        random ??= [.. initial.Select(tensor => LayerOf(tensor.Name)).Distinct()];
        HashSet<string> fitting = [.. initial.GroupBy(tensor => LayerOf(tensor.Name))
            .Where(layer => random.Contains(layer.Key) && (sameClasses || !s_heads.Contains(layer.Key)) && layer.All(Fits))
            .Select(layer => layer.Key)];
        if (fitting.Count == 0)
        {
            throw new OptionException(new(ErrorKind.Mismatch)
            {
                Key = "--init",
                Value = source,
                Detail = "none of its weights has the name and shape of one of the new model that is still at random",
                Remedy = "give a model of the same kind: "
                    + $"'saccade info {ShellWord.Quote(source)}{model.Recipe?.ExtensionOptions()}' lists its layers",
            });
        }
        engine.LoadWeights([.. initial.Select(tensor => fitting.Contains(LayerOf(tensor.Name)) ? saved[tensor.Name] : tensor)]);
        return new(
            System.IO.Path.GetFullPath(model.Path), HashOf(model.Path), [.. random.Where(fitting.Contains)], [.. random.Except(fitting)])
        {
            Commands = model.Run is RunFolder run ? TrainingCommand.OfInitial(run) : null,
        };

        bool Fits(NamedTensor tensor) =>
            saved.GetValueOrDefault(tensor.Name) is NamedTensor found && found.Shape.SequenceEqual(tensor.Shape);
    }

    private static string LayerOf(string tensor) => tensor[..tensor.LastIndexOf('.')];
}
