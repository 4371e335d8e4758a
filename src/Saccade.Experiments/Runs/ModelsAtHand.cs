using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>The models that ship with the project, for when none is named.</summary>
public static class ModelsAtHand
{
    private const string Pattern = "*.safetensors";

    /// <summary>Where they are looked for: models/ in the current folder, then beside the program.</summary>
    public static IReadOnlyList<string> Folders => ["models", Path.Combine(AppContext.BaseDirectory, "models")];

    /// <summary>The model files, sorted by name; never empty.</summary>
    /// <param name="folders">Where to look; <see cref="Folders"/> by default.</param>
    /// <exception cref="SaccadeException">There is none.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string>? folders = null)
    {
        string[] files = [.. (folders ?? Folders)
            .Where(Directory.Exists)
            .Select(folder => Directory.GetFiles(folder, Pattern))
            .FirstOrDefault(found => found.Length > 0) ?? []];
        Array.Sort(files, StringComparer.Ordinal);
        return files.Length > 0
            ? files
            : throw new SaccadeException("There is no model at hand; train one with 'saccade train --run runs/first' and show it with 'saccade serve --model runs/first'.");
    }
}
