using Saccade.Checkpoints;
using Saccade.IO;

namespace Saccade.Inference;

/// <summary>Finds and reads the model that a text names.</summary>
internal static class ModelSource
{
    private const string Ending = ".safetensors", TheModel = "The model";
    private const int MostBytes = 1 << 30;

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Reads a model file, that of a run folder, or a built-in model: <c>models/NAME.safetensors</c> beside the program.</summary>
    /// <exception cref="SaccadeException">There is no such model, or its file is damaged.</exception>
    public static ModelFile Read(string model) => ModelFile.Read(Find(model));

    /// <summary>The same without holding a thread.</summary>
    public static async Task<ModelFile> ReadAsync(string model, CancellationToken cancellation)
    {
        string path = Find(model);
        return Read(await InputFile.ReadBytesAsync(path, MostBytes, cancellation).ConfigureAwait(false), path);
    }

    /// <summary>Reads a model from a stream to its end.</summary>
    /// <exception cref="SaccadeException">The content is not a model, damaged or too large.</exception>
    public static ModelFile Read(Stream stream) => Read(InputFile.ReadToEnd(stream, MostBytes), TheModel);

    /// <summary>Reads a model from a stream to its end without holding a thread.</summary>
    /// <exception cref="SaccadeException">The content is not a model, damaged or too large.</exception>
    public static async Task<ModelFile> ReadAsync(Stream stream, CancellationToken cancellation) =>
        Read(await InputFile.ReadToEndAsync(stream, MostBytes, cancellation).ConfigureAwait(false), TheModel);

    private static ModelFile Read(byte[] content, string source)
    {
        using MemoryStream stream = new(content, writable: false);
        return ModelFile.Read(stream, source);
    }

    private static string Find(string model)
    {
        string builtIn = Path.Combine(Folder, model + Ending);
        return File.Exists(model) ? model
            : Directory.Exists(model) ? Path.Combine(model, "model" + Ending)
            : File.Exists(builtIn) ? builtIn
            : throw new SaccadeException(
                new(ErrorKind.Unknown, Key: "model file, run folder or built-in model", Value: model, Detail: Known()));
    }

    private static string Known()
    {
        string[] files = Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*" + Ending) : [];
        string[] names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
        return names.Length > 0
            ? $"the built-in models are {string.Join(", ", names)}"
            : "the package Saccade.Models puts the built-in models beside the program";
    }
}
