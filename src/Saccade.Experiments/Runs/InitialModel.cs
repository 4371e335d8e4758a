using System.Security.Cryptography;

namespace Saccade.Experiments.Runs;

/// <summary>The model whose weights a run began with, as <c>run.json</c> states it.</summary>
/// <param name="Path">The full path of its file.</param>
/// <param name="Sha256">The hash of the file: a run that begins again needs the same weights.</param>
/// <param name="Taken">The layers that were taken over: their tensors have the same names and shapes in both models.</param>
/// <param name="Fresh">The layers of the new model that keep their random initial weights.</param>
public sealed record InitialModel(string Path, string Sha256, IReadOnlyList<string> Taken, IReadOnlyList<string> Fresh)
{
    // The layer of the logits: in the attention model, in a baseline classifier.
    private static readonly string[] s_heads = ["action.scores", "scores"];

    /// <summary>The name of its run folder, or of its file: what others may know of the path.</summary>
    public string Name => System.IO.Path.GetFileName(Path) == "model.safetensors"
        ? System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path)!)
        : System.IO.Path.GetFileName(Path);

    /// <summary>What was taken over, in a sentence.</summary>
    public string Note => $"{Taken.Count} of {Taken.Count + Fresh.Count} layers start from the weights of {Path} (--init)"
        + (Fresh.Count > 0 ? $"; {string.Join(", ", Fresh)} start at random." : ".");

    /// <summary>Gives an engine the layers of a model that fit by name and shape; that of the logits fits only the same classes.</summary>
    /// <param name="source">A run folder, a model file, or the name of a built-in model.</param>
    /// <param name="engine">The engine, which holds the initial weights of a new run.</param>
    /// <param name="task">The task of the new run.</param>
    /// <exception cref="SaccadeException">There is no such model, or none of its weights fits.</exception>
    internal static InitialModel Load(string source, IEngine engine, ITask task)
    {
        TrainedModel model = TrainedModel.Open(source);
        bool sameClasses = model.ClassNames.SequenceEqual(task.ClassNames);
        Dictionary<string, NamedTensor> saved = model.File.Weights.ToDictionary(tensor => tensor.Name);
        IReadOnlyList<NamedTensor> initial = engine.SaveWeights();
        HashSet<string> fitting = [.. initial.GroupBy(tensor => LayerOf(tensor.Name))
            .Where(layer => (sameClasses || !s_heads.Contains(layer.Key)) && layer.All(Fits)).Select(layer => layer.Key)];
        string[] taken = [.. initial.Select(tensor => LayerOf(tensor.Name)).Distinct().Where(fitting.Contains)];
        string[] fresh = [.. initial.Select(tensor => LayerOf(tensor.Name)).Distinct().Except(taken)];
        if (taken.Length == 0)
        {
            throw new OptionException(new(ErrorKind.Mismatch)
            {
                Key = "--init",
                Value = source,
                Detail = "none of its weights has the name and shape of one of the new model",
                Remedy = $"give a model of the same kind: 'saccade info {ShellWord.Quote(source)}' lists its layers",
            });
        }
        engine.LoadWeights([.. initial.Select(tensor => fitting.Contains(LayerOf(tensor.Name)) ? saved[tensor.Name] : tensor)]);
        return new(System.IO.Path.GetFullPath(model.Path), HashOf(model.Path), taken, fresh);

        bool Fits(NamedTensor tensor) =>
            saved.GetValueOrDefault(tensor.Name) is NamedTensor found && found.Shape.SequenceEqual(tensor.Shape);
    }

    /// <summary>Gives an engine the weights again, where a run was stopped before its first checkpoint.</summary>
    /// <exception cref="SaccadeException">The file is gone or has changed.</exception>
    internal void Reload(IEngine engine, ITask task)
    {
        if (HashOf(Path) != Sha256)
        {
            throw new SaccadeException(new(
                ErrorKind.Mismatch, Path, "the run began with the weights of this file, which has changed since", "begin a new run"));
        }
        _ = Load(Path, engine, task);
    }

    /// <summary>The SHA-256 of a file.</summary>
    internal static string HashOf(string path) => Convert.ToHexStringLower(InputFile.Read(path, file => SHA256.HashData(file)));

    private static string LayerOf(string tensor) => tensor[..tensor.LastIndexOf('.')];
}
