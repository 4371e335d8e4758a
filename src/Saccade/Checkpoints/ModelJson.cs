using System.Text.Json;
using System.Text.Json.Nodes;

namespace Saccade.Checkpoints;

/// <summary>The options of a model as JSON with keys in snake_case. Former names of options are read too.</summary>
internal static class ModelJson
{
    /// <summary>Former keys of <see cref="ModelOptions"/> and their present keys.</summary>
    private static readonly Dictionary<string, string> s_renamed = new()
    {
        ["comparison"] = "classifier",
        ["retina_gain"] = "input_scale",
        ["retina_sum"] = "input_sum",
    };

    /// <summary>Reads the options; those that the text does not state have their defaults.</summary>
    /// <exception cref="JsonException">The text is not the JSON of a model's options.</exception>
    /// <exception cref="OptionException">A value is out of range.</exception>
    public static ModelOptions Read(string text)
    {
        JsonNode? given = JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false });
        // Generated code sets every property, so defaults must be among the values.
        JsonObject options = JsonNode.Parse(Write(new ModelOptions()))!.AsObject();
        Override(options, given as JsonObject ?? throw new JsonException("The options are no object."), s_renamed);
        return options.Deserialize(ModelJsonContext.Default.ModelOptions)!;
    }

    /// <summary>Writes every option.</summary>
    public static string Write(ModelOptions model) => JsonSerializer.Serialize(model, ModelJsonContext.Default.ModelOptions);

    /// <summary>Replaces options by the given values; those of an object one by one.</summary>
    private static void Override(JsonObject options, JsonObject given, Dictionary<string, string> renamed)
    {
        foreach ((string name, JsonNode? value) in given)
        {
            string key = renamed.GetValueOrDefault(name, name);
            if (!options.TryGetPropertyValue(key, out JsonNode? option) || !IsAlike(option, value))
            {
                throw new JsonException("There is no such option, or its value has another type.", $"{given.GetPath()}.{name}", null, null);
            }
            if (value is JsonObject part)
            {
                Override(option!.AsObject(), part, []);
            }
            else
            {
                options[key] = value?.DeepClone();
            }
        }
    }

    private static bool IsAlike(JsonNode? option, JsonNode? value) =>
        option is null || (value is not null && KindOf(option) == KindOf(value));

    private static JsonValueKind KindOf(JsonNode node) =>
        node.GetValueKind() is JsonValueKind.False ? JsonValueKind.True : node.GetValueKind();
}
