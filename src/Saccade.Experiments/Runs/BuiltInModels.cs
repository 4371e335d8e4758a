namespace Saccade.Experiments.Runs;

/// <summary>The models that come with the program: a name stands for NAME.safetensors in one of the model folders.</summary>
public static class BuiltInModels
{
    /// <summary>The ending of model files.</summary>
    internal const string Ending = ".safetensors";

    /// <summary>The folders that are searched: models/ in the current folder, then beside the program.</summary>
    public static IReadOnlyList<string> Folders => ["models", BesideProgram];

    private static string BesideProgram => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Their names, sorted; empty if there is none.</summary>
    /// <param name="folders">The folders to search; <see cref="Folders"/> by default.</param>
    public static IReadOnlyList<string> Names(IEnumerable<string>? folders = null) => [.. ByName(folders).Keys];

    /// <summary>The model files, sorted by name; never empty.</summary>
    /// <param name="folders">The folders to search; <see cref="Folders"/> by default.</param>
    /// <exception cref="SaccadeException">There is none.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string>? folders = null) => ByName(folders) is { Count: > 0 } found
        ? [.. found.Values]
        : throw new SaccadeException(new(
            ErrorKind.Missing,
            Detail: "there is no built-in model",
            Remedy: "train one with 'saccade train --run runs/first' and show it with 'saccade serve --model runs/first'"));

    /// <summary>The file of a model; null if there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folders">The folders to search; <see cref="Folders"/> by default.</param>
    public static string? FileOf(string name, IEnumerable<string>? folders = null) => ByName(folders).GetValueOrDefault(name);

    /// <summary>Whether a file is one of those beside the program, and not a model of the user's.</summary>
    /// <exception cref="SaccadeException">The file cannot be read.</exception>
    public static bool Has(string path) =>
        FileOf(Path.GetFileNameWithoutExtension(path), [BesideProgram]) is string own
            && InitialModel.HashOf(own) == InitialModel.HashOf(path);

    private static SortedDictionary<string, string> ByName(IEnumerable<string>? folders) => NamedFiles.Find(folders ?? Folders, Ending);
}
