namespace Saccade.Experiments.Config;

/// <summary>Finds files by name in search folders. A folder that is missing or unreadable holds none.</summary>
internal static class NamedFiles
{
    private static readonly EnumerationOptions s_all = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    /// <summary>The files with an ending, sorted by name without it; of two with the same name, the one in the earlier folder.</summary>
    public static SortedDictionary<string, string> Find(IEnumerable<string> folders, string ending)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string file in folders.Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "*" + ending, s_all)))
        {
            files.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }
        return files;
    }
}
