using System.Text.Json.Serialization;
using Saccade.Training;

namespace Saccade.Checkpoints;

/// <summary>Generates the code that reads and writes the state of a trainer.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TrainingState))]
internal sealed partial class StateJsonContext : JsonSerializerContext;
