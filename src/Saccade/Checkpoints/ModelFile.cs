using System.Text.Json;

namespace Saccade.Checkpoints;

/// <summary>A trained model in one safetensors file: its options, weights and provenance.</summary>
/// <param name="Model">The model's options.</param>
/// <param name="Weights">Its weights by name.</param>
/// <param name="Facts">Its provenance: recipe, seed, epoch, validation error and others, as text by name.</param>
public sealed record ModelFile(ModelOptions Model, IReadOnlyList<NamedTensor> Weights, IReadOnlyDictionary<string, string> Facts)
{
    private const string VersionKey = "saccade_model";
    private const int Version = 2;
    private const string ModelKey = "model";

    // Version 1 had no separate key; other tools that save such a file set this one to 'pt'.
    private const string FormatKey = "format";
    private const string Format1 = "saccade-model-1";
    private const string PyTorchFormat = "pt";

    /// <summary>Reads a model and checks that it has all weights of its options and that they are finite.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SaccadeException">
    /// The file is missing, damaged, not a model, from a newer version of the program, or its weights do not fit its options.
    /// </exception>
    public static ModelFile Read(string path)
    {
        TensorFile file = TensorFile.Read(path);
        RequireKnownVersion(file);
        ModelOptions model = ReadOptions(file);
        RequireWeights(model, file);
        return new(model, file.Tensors, file.Metadata.Where(IsFact).ToDictionary());
    }

    /// <summary>Writes the model atomically.</summary>
    /// <param name="path">The file, which is replaced if it exists.</param>
    /// <exception cref="SaccadeException">The folder is missing, read-only or full, or the weights do not fit the options.</exception>
    public void Write(string path)
    {
        Dictionary<string, string> metadata = new(Facts)
        {
            [VersionKey] = Version.ToString(CultureInfo.InvariantCulture),
            [ModelKey] = ModelJson.Write(Model),
        };
        TensorFile file = new(Weights, metadata) { Source = path };
        RequireWeights(Model, file);
        file.Write(path);
    }

    private static void RequireKnownVersion(TensorFile file)
    {
        string? format = file.Metadata.GetValueOrDefault(FormatKey);
        string version = file.Metadata.GetValueOrDefault(VersionKey, format is Format1 or PyTorchFormat ? "1" : "none");
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || !file.Metadata.ContainsKey(ModelKey))
        {
            throw new SaccadeException(new(
                ErrorKind.Unsupported, Path: file.Source,
                Detail: $"it is not a Saccade model ({VersionKey} '{version}', format '{format ?? "none"}'; "
                    + $"expected {VersionKey} '{Version}' and the model's options under '{ModelKey}')",
                Remedy: "give a model.safetensors that 'saccade train' wrote"));
        }
        if (number > Version)
        {
            throw new SaccadeException(new(
                ErrorKind.Unsupported, Path: file.Source, Key: VersionKey, Value: number,
                Detail: $"this program reads versions up to {Version} of model files", Remedy: "use a newer Saccade"));
        }
    }

    private static ModelOptions ReadOptions(TensorFile file)
    {
        try
        {
            ModelOptions model = ModelJson.Read(file.Metadata[ModelKey]);
            model.Check();
            return model;
        }
        catch (JsonException e)
        {
            string place = e.Path is { Length: > 1 } path ? $" at {path}" : "";
            throw new SaccadeException(new(
                ErrorKind.Damaged, Path: file.Source, Key: ModelKey, Detail: $"the JSON of the model's options is wrong{place}"), e);
        }
        catch (OptionException e)
        {
            // The call is right: the file is wrong.
            throw new SaccadeException(e.Error with { Path = file.Source }, e);
        }
    }

    /// <summary>Checks the weights against the options before memory is allocated for the options.</summary>
    private static void RequireWeights(ModelOptions model, TensorFile file)
    {
        foreach (TensorPlan tensor in NetworkPlan.Create(model).Tensors())
        {
            file.Tensor(tensor.Name, [.. tensor.Shape]);
        }
        if (file.Tensors.FirstOrDefault(tensor => !tensor.IsFinite()) is NamedTensor broken)
        {
            throw new SaccadeException(new(
                ErrorKind.NotFinite, Path: file.Source, Key: broken.Name, Detail: "the tensor contains NaN or infinity",
                Remedy: "give another file"));
        }
    }

    private static bool IsFact(KeyValuePair<string, string> entry) =>
        entry.Key is not VersionKey and not ModelKey && entry is not { Key: FormatKey, Value: Format1 };
}
