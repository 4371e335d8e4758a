using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Saccade.Checkpoints;

/// <summary>The options of a model as JSON with keys in snake_case. Former names of options are read too.</summary>
internal static class ModelJson
{
    /// <summary>Former keys of <see cref="ModelOptions"/> and their present keys.</summary>
    private static readonly (string Old, string Key)[] s_renamed =
        [("comparison", "classifier"), ("retina_gain", "input_scale"), ("retina_sum", "input_sum")];

    private static readonly JsonSerializerOptions s_json = new()
    {
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        // Explicit, because file-based programs disable reflection by default.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AcceptOldNames } },
    };

    /// <summary>Reads the options.</summary>
    /// <exception cref="JsonException">The text is not the JSON of a model's options.</exception>
    /// <exception cref="OptionException">A value is out of range.</exception>
    public static ModelOptions Read(string text) =>
        JsonSerializer.Deserialize<ModelOptions>(text, s_json) ?? throw new JsonException("The options are null.");

    /// <summary>Writes every option.</summary>
    public static string Write(ModelOptions model) => JsonSerializer.Serialize(model, s_json);

    /// <summary>Adds each old name as a property that is only read.</summary>
    private static void AcceptOldNames(JsonTypeInfo type)
    {
        foreach ((string old, string key) in type.Type == typeof(ModelOptions) ? s_renamed : [])
        {
            JsonPropertyInfo property = type.Properties.Single(property => property.Name == key);
            JsonPropertyInfo alias = type.CreateJsonPropertyInfo(property.PropertyType, old);
            (alias.Set, alias.IsSetNullable) = (property.Set, property.IsSetNullable);
            type.Properties.Add(alias);
        }
    }
}
