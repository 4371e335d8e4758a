using System.Text.Json;
using System.Text.Json.Serialization;

namespace Saccade.Experiments.Engines;

/// <summary>Reads and writes engines by name. Older runs call the CPU engine <c>Fast</c>.</summary>
internal sealed class EngineKindConverter : JsonConverter<EngineKind>
{
    public override EngineKind Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetString() switch
    {
        nameof(EngineKind.Cpu) or "Fast" => EngineKind.Cpu,
        nameof(EngineKind.Torch) => EngineKind.Torch,
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, EngineKind value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
