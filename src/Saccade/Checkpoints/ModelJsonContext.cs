using System.Text.Json.Serialization;

namespace Saccade.Checkpoints;

/// <summary>
/// Generates the code that reads and writes what the header of a model states, so that trimmed and native programs read it too.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ModelOptions))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ModelJsonContext : JsonSerializerContext;
