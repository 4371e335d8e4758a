using System.Text.Json;
using Saccade.Checkpoints;

namespace Saccade.Inference;

/// <summary>The names of its classes that a model file states, for models of pictures: a list of texts in JSON.</summary>
internal static class SavedClassNames
{
    private const string Key = "class_names";

    /// <summary>Reads them; null if the file does not state one for each class.</summary>
    public static IReadOnlyList<string>? Read(ModelFile model)
    {
        if (!model.Facts.TryGetValue(Key, out string? text))
        {
            return null;
        }
        try
        {
            using JsonDocument list = JsonDocument.Parse(text);
            string[] names = [.. list.RootElement.EnumerateArray().Select(name => TerminalText.OneLine(name.GetString() ?? ""))];
            return names.Length == model.Model.Classes ? names : null;
        }
        // InvalidOperationException: it is no array, or an element is no text.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
