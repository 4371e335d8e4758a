using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Checkpoints;

/// <summary>A model to use: its options, its weights, and where they come from, in one safetensors file.</summary>
/// <param name="Model">The model's options.</param>
/// <param name="Weights">Its weights by name.</param>
/// <param name="Facts">Where it comes from: recipe, seed, epoch, validation error and the like, as text by name.</param>
public sealed record ModelFile(ModelOptions Model, IReadOnlyList<NamedTensor> Weights, IReadOnlyDictionary<string, string> Facts)
{
    private const string FormatName = "format";
    private const string Format = "saccade-model-1";
    private const string ModelName = "model";

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        // Said outright, so that programs work that switch reflection off by default, as file-based ones do.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads a model.</summary>
    /// <exception cref="SaccadeException">The file is missing, damaged, or no model of Saccade.</exception>
    public static ModelFile Read(string path)
    {
        TensorFile file = TensorFile.Read(path);
        if (!file.Metadata.TryGetValue(FormatName, out string? format) || format != Format || !file.Metadata.TryGetValue(ModelName, out string? text))
        {
            throw new SaccadeException($"{path} is no model of Saccade (format '{format ?? "none"}'; expected '{Format}'); give a model.safetensors that 'saccade train' wrote.");
        }
        try
        {
            ModelOptions model = JsonSerializer.Deserialize<ModelOptions>(text, Json) ?? throw new JsonException("The options are null.");
            return new(model, file.Tensors, file.Metadata.Where(f => f.Key is not FormatName and not ModelName).ToDictionary());
        }
        catch (Exception e) when (e is JsonException or OptionException)
        {
            throw new SaccadeException($"{path}: the model's options can't be read: {e.Message}", e);
        }
    }

    /// <summary>Writes the model whole or not at all.</summary>
    /// <exception cref="SaccadeException">The folder is missing, read-only or full.</exception>
    public void Write(string path)
    {
        Dictionary<string, string> metadata = new(Facts)
        {
            [FormatName] = Format,
            [ModelName] = JsonSerializer.Serialize(Model, Json),
        };
        new TensorFile(Weights, metadata).Write(path);
    }
}
