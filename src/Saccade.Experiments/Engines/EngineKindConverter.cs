using System.Text.Json;
using System.Text.Json.Serialization;

namespace Saccade.Experiments.Engines;

/// <summary>Reads and writes engines by name.</summary>
internal sealed class EngineKindConverter : JsonConverter<EngineKind>
{
    public override EngineKind Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        EngineFactory.KindOf(reader.GetString()?.ToLowerInvariant()) ?? throw new JsonException();

    public override void Write(Utf8JsonWriter writer, EngineKind value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
