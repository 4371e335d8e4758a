using Saccade.Imaging.Folders;

namespace Saccade.Experiments.Predictions;

/// <summary>
/// Finds the files of pictures that a path names, and the folders below it that cannot be listed, with the reason; both in the order of
/// their names. Names that begin with a dot are passed over.
/// </summary>
internal sealed class PictureSearch
{
    private const string AnyDepth = "**";

    private static readonly char[] s_wildcards = ['*', '?'];
    private static readonly EnumerationOptions s_entries = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly List<(string Path, SaccadeException? Failure)> _failures = [];

    private PictureSearch() { }

    /// <summary>Whether a path is a pattern.</summary>
    public static bool IsPattern(string path) => path.IndexOfAny(s_wildcards) >= 0;

    /// <summary>The pictures of a folder and its subfolders. Links to folders are passed over.</summary>
    /// <param name="folder">The folder.</param>
    public static IReadOnlyList<(string Path, SaccadeException? Failure)> In(string folder)
    {
        PictureSearch search = new();
        return search.All(search.Below(folder)
            .Where(found => found.Entry is FileInfo && PictureFiles.HasEnding(found.Path))
            .Select(found => found.Path));
    }

    /// <summary>
    /// The files that a pattern names: * and ? stand for characters in any part of the path, ** for a folder and all below it.
    /// </summary>
    /// <param name="pattern">The pattern, such as <c>photos/*/a?.jpg</c>.</param>
    public static IReadOnlyList<(string Path, SaccadeException? Failure)> Matching(string pattern)
    {
        PictureSearch search = new();
        string root = Path.GetPathRoot(pattern) ?? "";
        string[] parts = pattern[root.Length..].Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> found = [root];
        foreach ((int i, string part) in parts.Index())
        {
            bool last = i == parts.Length - 1;
            found = !IsPattern(part) ? found.Select(folder => Path.Combine(folder, part))
                : part == AnyDepth && !last ? found.Where(Exists).SelectMany(folder => search.Folders(folder).Prepend(folder))
                : found.Where(Exists).SelectMany(folder => search.Matches(folder, part, files: last));
        }
        return search.All(found.Where(File.Exists));
    }

    /// <summary>The files, and what failed while they were found.</summary>
    private (string Path, SaccadeException? Failure)[] All(IEnumerable<string> files)
    {
        // Failures are known when the files are.
        string[] found = [.. files];
        return
        [
            .. found.Select(path => (Path: path, Failure: (SaccadeException?)null)).Concat(_failures)
                .DistinctBy(one => one.Path).OrderBy(one => one.Path, StringComparer.Ordinal),
        ];
    }

    private IEnumerable<string> Folders(string folder) =>
        Below(folder).Where(found => IsFolder(found.Entry)).Select(found => found.Path);

    private IEnumerable<string> Matches(string folder, string pattern, bool files) =>
        Entries(folder, pattern).Where(found => found.Entry is FileInfo == files).Select(found => found.Path);

    /// <summary>All at any depth.</summary>
    private IEnumerable<(string Path, FileSystemInfo Entry)> Below(string folder)
    {
        Stack<string> left = new([folder]);
        while (left.TryPop(out string? next))
        {
            foreach ((string path, FileSystemInfo entry) in Entries(next, "*"))
            {
                yield return (path, entry);
                if (IsFolder(entry))
                {
                    left.Push(path);
                }
            }
        }
    }

    private IReadOnlyList<(string Path, FileSystemInfo Entry)> Entries(string folder, string pattern)
    {
        string listed = Listed(folder);
        try
        {
            return
            [
                .. new DirectoryInfo(listed).EnumerateFileSystemInfos(pattern, s_entries)
                    .Where(entry => entry.Name[0] != '.').Select(entry => (Path.Combine(folder, entry.Name), entry)),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _failures.Add((listed, SaccadeException.OfFile(ErrorKind.Unreadable, listed, e)));
            return [];
        }
    }

    /// <summary>Whether an entry is a folder and no link to one.</summary>
    private static bool IsFolder(FileSystemInfo entry) =>
        entry is DirectoryInfo && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static bool Exists(string folder) => Directory.Exists(Listed(folder));

    private static string Listed(string folder) => folder.Length > 0 ? folder : ".";
}
