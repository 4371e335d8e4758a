using Saccade.Checkpoints;

namespace Saccade.Inference;

/// <summary>Finds and reads the model that a text names.</summary>
internal static class ModelSource
{
    private const string Ending = ".safetensors";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Reads a model file, that of a run folder, or a built-in model: <c>models/NAME.safetensors</c> beside the program.</summary>
    /// <exception cref="SaccadeException">There is no such model, or its file is damaged.</exception>
    public static ModelFile Read(string model)
    {
        string builtIn = Path.Combine(Folder, model + Ending);
        return ModelFile.Read(
            File.Exists(model) ? model
            : Directory.Exists(model) ? Path.Combine(model, "model" + Ending)
            : File.Exists(builtIn) ? builtIn
            : throw new SaccadeException(
                new(ErrorKind.Unknown, Key: "model file, run folder or built-in model", Value: model, Detail: Known())));
    }

    private static string Known()
    {
        string[] files = Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*" + Ending) : [];
        string[] names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
        return names.Length > 0
            ? $"the built-in models are {string.Join(", ", names)}"
            : "the package Saccade.Models puts the built-in models beside the program";
    }

    /// <summary>Reads a model from a stream to its end.</summary>
    /// <exception cref="SaccadeException">The content is not a model, or damaged.</exception>
    public static async Task<ModelFile> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream content = new();
        await stream.CopyToAsync(content, cancellation).ConfigureAwait(false);
        content.Position = 0;
        return ModelFile.Read(content);
    }
}
