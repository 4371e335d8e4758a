namespace Saccade.EndToEnd.Tests;

/// <summary>A folder of a test's own, deleted with all its content afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("saccade-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>All files and folders below a folder, sorted, files with their lengths.</summary>
    public static IReadOnlyList<string> Content(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Select(entry => entry is FileInfo file ? $"{entry.FullName} {file.Length}" : entry.FullName)
            .Order(StringComparer.Ordinal)];
}
