using Saccade.Checkpoints;

namespace Saccade.Data;

/// <summary>
/// A download in the making, checked before it counts: written beside its place under a name of its own, and put there whole by
/// <see cref="Commit"/>. Without a commit nothing is left behind, and what a killed process left is removed by the next.
/// Several processes may make the same file at once; the last one stays. What is there already is written with <see cref="AtomicFile"/>.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _path;
    private bool _committed;

    public PendingFile(string path)
    {
        _path = Path.GetFullPath(path);
        foreach (string left in Directory.GetFiles(Folder, $".{Path.GetFileName(_path)}.*{AtomicFile.TemporaryEnding}").Where(AtomicFile.IsLeftBehind))
        {
            File.Delete(left);
        }
        TemporaryPath = AtomicFile.TemporaryFor(_path);
        // Without a buffer there is nothing left to be written, and to fail on a full disk, when the file is given up.
        Stream = new FileStream(TemporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public string TemporaryPath { get; }

    public FileStream Stream { get; }

    private string Folder => Path.GetDirectoryName(_path)!;

    /// <summary>Flushes to the disk and renames the file to its place, over an older one.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(TemporaryPath, _path, overwrite: true);
        _committed = true;
        AtomicFile.FlushFolder(Folder);
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
