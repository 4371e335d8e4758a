namespace Saccade.Experiments.Runs;

/// <summary>
/// A folder in which a run was about to begin when its process was killed: it holds less than a run and nothing else, so
/// that a new run may begin there.
/// </summary>
internal static class PartialRun
{
    private static readonly string[] s_folders = ["checkpoints", "pictures"];

    /// <summary>Whether the path is such a folder; an empty one is none.</summary>
    public static bool Is(string path)
    {
        if (!Directory.Exists(path) || RunFolder.IsRun(path))
        {
            return false;
        }
        string[] entries = [.. Directory.GetFileSystemEntries(path)];
        // The lock comes before the recipe: a recipe without it is the user's file.
        bool locked = File.Exists(Path.Combine(path, RunLock.Name));
        return entries.Length > 0 && entries.All(entry => Path.GetFileName(entry) switch
        {
            RunLock.Name => new FileInfo(entry) is { Exists: true, Length: 0 },
            RunFolder.RecipeName or RunLock.HolderName => locked && File.Exists(entry),
            string name when s_folders.Contains(name) => Directory.Exists(entry) && !Directory.EnumerateFileSystemEntries(entry).Any(),
            string name => locked && File.Exists(entry) && AtomicFile.IsTemporary(name),
        });
    }
}
