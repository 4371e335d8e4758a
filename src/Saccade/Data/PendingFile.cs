using Saccade.Checkpoints;

namespace Saccade.Data;

/// <summary>
/// A file in the making: written beside its place under a name of its own, and put there whole by <see cref="Commit"/>.
/// Without a commit nothing is left behind, and what a killed process left is removed by the next. Several processes may make the same file at once; the last one stays.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _path;
    private bool _committed;

    public PendingFile(string path)
    {
        _path = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(_path)!;
        string beginning = $".{Path.GetFileName(_path)}.";
        foreach (string left in Directory.GetFiles(folder, $"{beginning}*{AtomicFile.TemporaryEnding}").Where(left => AtomicFile.WriterOf(left) is null))
        {
            File.Delete(left);
        }
        string random = Path.GetFileNameWithoutExtension(Path.GetRandomFileName());
        TemporaryPath = Path.Combine(folder, FormattableString.Invariant($"{beginning}{Environment.ProcessId}-{random}{AtomicFile.TemporaryEnding}"));
        Stream = new FileStream(TemporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    public string TemporaryPath { get; }

    public FileStream Stream { get; }

    /// <summary>Flushes to the disk and renames the file to its place, over an older one.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(TemporaryPath, _path, overwrite: true);
        _committed = true;
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (!_committed)
        {
            File.Delete(TemporaryPath);
        }
    }
}
