using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Experiments.Engines;

namespace Saccade.Experiments.Runs;

/// <summary>The JSON files of runs and reproductions.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new EngineKindConverter(), new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        // People read these files, and no web page includes them.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const int MostBytes = 16 << 20;

    public static void Write<T>(string path, T content) => AtomicFile.WriteText(path, Text(content));

    /// <summary>The content of the file.</summary>
    public static string Text<T>(T content) => JsonSerializer.Serialize(content, s_options) + "\n";

    /// <summary>The content of a text that <see cref="Text"/> made.</summary>
    public static T Parse<T>(string text) => JsonSerializer.Deserialize<T>(text, s_options)!;

    /// <exception cref="SaccadeException">The file cannot be read, or is damaged; then <paramref name="remedy"/> is the remedy.</exception>
    public static T Read<T>(string path, string remedy)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(InputFile.ReadBytes(path, MostBytes), s_options)
                ?? throw new JsonException("it holds null.");
        }
        catch (JsonException e)
        {
            string detail = e.Path is { Length: > 1 } key ? $"its JSON is wrong at {key}" : "its JSON is wrong";
            throw new SaccadeException(new(ErrorKind.Damaged, path, detail, remedy) { Line = (int?)e.LineNumber + 1 }, e);
        }
        catch (OptionException e)
        {
            // The program wrote this file: it is damaged, and the command is right.
            throw new SaccadeException(e.Error with { Path = path }, e);
        }
    }
}
