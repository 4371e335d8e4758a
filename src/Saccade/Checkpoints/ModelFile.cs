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

    // Version 1 had no separate key but this one, which other tools set to their own name, such as 'pt'.
    private const string FormatKey = "format";
    private const string Format1 = "saccade-model-1";
    private const string OurFormats = "saccade-";

    /// <summary>The fact with the names of the classes: a list of texts in JSON.</summary>
    public const string ClassNamesKey = "class_names";

    /// <summary>The names of the classes that the facts state; null if they do not state one for each class.</summary>
    public IReadOnlyList<string>? ClassNames
    {
        get
        {
            try
            {
                return Facts.TryGetValue(ClassNamesKey, out string? text)
                    && JsonSerializer.Deserialize(text, ModelJsonContext.Default.StringArray) is string[] names
                    && names.Length == Model.Classes && !names.Contains(null)
                    ? [.. names.Select(name => TerminalText.OneLine(name))]
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// Tensors of the file that the model does not use. <see cref="Write"/> leaves out those that are not among <see cref="Weights"/>.
    /// </summary>
    public IReadOnlyList<SkippedTensor> Skipped { get; init; } = [];

    /// <summary>Reads a model and checks that it has all weights of its options and that they are finite.</summary>
    /// <param name="path">The file.</param>
    /// <param name="acceptChanged">Whether to accept content that was changed after it was written, which the checksum detects.</param>
    /// <exception cref="SaccadeException">
    /// The file is missing, damaged, not a model, from a newer version of the program, or its weights do not fit its options.
    /// </exception>
    public static ModelFile Read(string path, bool acceptChanged = false) => Read(TensorFile.Read(path, acceptChanged));

    /// <summary>Reads a model from the whole of a stream that can seek; errors name its source.</summary>
    /// <exception cref="SaccadeException">The content is not a model, damaged, or from a newer version of the program.</exception>
    internal static ModelFile Read(Stream stream, string source) => Read(TensorFile.Read(stream, source));

    private static ModelFile Read(TensorFile file)
    {
        RequireKnownVersion(file);
        ModelOptions model = ReadOptions(file);
        RequireWeights(model, file);
        HashSet<string> used = [.. NetworkPlan.Create(model).Tensors().Select(tensor => tensor.Name)];
        return new(model, file.Tensors, file.Metadata.Where(IsFact).ToDictionary())
        {
            Skipped = [.. file.Stored.Where(tensor => !used.Contains(tensor.Name))],
        };
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
        bool needsVersion = format is null || (format.StartsWith(OurFormats, StringComparison.Ordinal) && format != Format1);
        string version = file.Metadata.GetValueOrDefault(VersionKey, needsVersion ? "none" : "1");
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
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair in a text is an InvalidOperationException.
            string place = e is JsonException { Path: { Length: > 1 } path } ? $" at {path}" : "";
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
