using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>The models that ship with the project: a name stands for NAME.safetensors in one of the model folders.</summary>
public static class ModelsAtHand
{
    /// <summary>How the names of model files end.</summary>
    internal const string Ending = ".safetensors";

    /// <summary>Where they are looked for: models/ in the current folder, then beside the program.</summary>
    public static IReadOnlyList<string> Folders => ["models", Path.Combine(AppContext.BaseDirectory, "models")];

    /// <summary>Their names, sorted; empty if there is none.</summary>
    /// <param name="folders">Where to look; <see cref="Folders"/> by default.</param>
    public static IReadOnlyList<string> Names(IEnumerable<string>? folders = null) => [.. ByName(folders).Keys];

    /// <summary>The model files, sorted by name; never empty.</summary>
    /// <param name="folders">Where to look; <see cref="Folders"/> by default.</param>
    /// <exception cref="SaccadeException">There is none.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string>? folders = null) => ByName(folders) is { Count: > 0 } found
        ? [.. found.Values]
        : throw new SaccadeException("There is no model at hand; train one with 'saccade train --run runs/first' and show it with 'saccade serve --model runs/first'.");

    /// <summary>The file of a model; null if there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folders">Where to look; <see cref="Folders"/> by default.</param>
    public static string? FileOf(string name, IEnumerable<string>? folders = null) => ByName(folders).GetValueOrDefault(name);

    /// <summary>The files by name; of two with the same name that of the earlier folder.</summary>
    private static SortedDictionary<string, string> ByName(IEnumerable<string>? folders)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string file in (folders ?? Folders).SelectMany(Files))
        {
            files.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }
        return files;
    }

    /// <summary>The models of a folder; one that is missing or can't be read holds none.</summary>
    private static string[] Files(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Ending) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
