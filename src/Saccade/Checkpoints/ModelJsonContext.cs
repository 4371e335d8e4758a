using System.Text.Json.Serialization;

namespace Saccade.Checkpoints;

/// <summary>Generates the code that reads and writes options of models, so that trimmed and native programs read them too.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ModelOptions))]
internal sealed partial class ModelJsonContext : JsonSerializerContext;
