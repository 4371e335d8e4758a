using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Saccade.IO;

/// <summary>
/// Writes a whole file so that readers find either the old content or the new one, even after a power failure: to a temporary file in the
/// same folder, which is flushed to disk and then renamed. Several processes may write the same file; the last one wins. Without
/// <see cref="Commit"/> the target does not change.
/// </summary>
public sealed partial class AtomicFile : IDisposable
{
    private const string TemporaryEnding = ".tmp";

    // Process ids are reused, in containers at every start; the random part distinguishes this process from an earlier one.
    private static readonly string s_process = $"{Environment.ProcessId}-{Path.GetRandomFileName()[..8]}-";
    private static int s_written;

    private readonly string _path;
    private readonly string _target;
    private bool _committed;

    /// <summary>Opens the temporary file.</summary>
    /// <param name="path">The file to create or to replace; its folder must exist.</param>
    /// <exception cref="SaccadeException">The folder cannot be written.</exception>
    public AtomicFile(string path)
    {
        _path = path;
        if (path.Length == 0 || path.Contains('\0'))
        {
            throw new SaccadeException(new(ErrorKind.NotAllowed, Path: $"'{path}'", Detail: "is not a file name"));
        }
        _target = Path.GetFullPath(path);
        if (Directory.Exists(_target))
        {
            throw new SaccadeException(new(ErrorKind.Unwritable, Path: path, Detail: "it is a folder", Remedy: "name a file"));
        }
        TemporaryPath = TemporaryFor(_target);
        try
        {
            // Without a buffer nothing is left to be written, and to fail on a full disk, when the file is discarded.
            Stream = new FileStream(TemporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw SaccadeException.OfFile(ErrorKind.Unwritable, path, e);
        }
    }

    /// <summary>The path of the content until it is committed, for checks.</summary>
    public string TemporaryPath { get; }

    /// <summary>Receives the content, unbuffered.</summary>
    public FileStream Stream { get; }

    /// <summary>Flushes the content to disk and renames the file to the target, which it replaces.</summary>
    /// <exception cref="SaccadeException">The file cannot be written; the old one, if any, has not changed.</exception>
    public void Commit()
    {
        try
        {
            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
            File.Move(TemporaryPath, _target, overwrite: true);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw SaccadeException.OfFile(ErrorKind.Unwritable, _path, e);
        }
        _committed = true;
        FlushFolder(Path.GetDirectoryName(_target)!);
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (!_committed)
        {
            Remove(TemporaryPath);
        }
    }

    /// <summary>Writes bytes.</summary>
    /// <exception cref="SaccadeException">The file cannot be written; the old one, if any, has not changed.</exception>
    public static void WriteBytes(string path, ReadOnlyMemory<byte> content) => Write(path, stream => stream.Write(content.Span));

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <exception cref="SaccadeException">The file cannot be written; the old one, if any, has not changed.</exception>
    public static void WriteText(string path, string content) => WriteBytes(path, new UTF8Encoding(false).GetBytes(content));

    /// <summary>Writes what <paramref name="write"/> puts into the stream.</summary>
    /// <param name="path">The file to create or to replace; its folder must exist.</param>
    /// <param name="write">Fills the stream; if it throws, the target does not change.</param>
    /// <exception cref="SaccadeException">The file cannot be written; the old one, if any, has not changed.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using AtomicFile file = new(path);
        try
        {
            // Not disposed, so that nothing is written after a failure.
            BufferedStream buffered = new(file.Stream);
            write(buffered);
            buffered.Flush();
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw SaccadeException.OfFile(ErrorKind.Unwritable, path, e);
        }
        file.Commit();
    }

    /// <summary>Removes the temporary files of a folder that killed processes left, as far as possible.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file that they would have become; null for any.</param>
    public static void RemoveLeftovers(string folder, string? name = null)
    {
        foreach (string left in Directory.GetFiles(folder, $".{name ?? "*"}.*{TemporaryEnding}").Where(IsLeftBehind))
        {
            Remove(left);
        }
    }

    /// <summary>Whether a file name is that of a temporary file of any process.</summary>
    public static bool IsTemporary(string name) => name.StartsWith('.') && name.EndsWith(TemporaryEnding, StringComparison.Ordinal);

    /// <summary>A unique name for a temporary file in the folder of the target.</summary>
    internal static string TemporaryFor(string target) => Path.Combine(
        Path.GetDirectoryName(target) ?? target,
        $".{Path.GetFileName(target)}.{s_process}{Interlocked.Increment(ref s_written)}{TemporaryEnding}");

    /// <summary>Makes a created or renamed file durable. .NET cannot open folders; Windows does not need it.</summary>
    internal static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        int descriptor = Open(folder, 0);
        if (descriptor >= 0)
        {
            // Some file systems refuse this; the content is on disk even then.
            _ = Sync(descriptor);
            _ = Close(descriptor);
        }
    }

    /// <summary>Whether the process whose id is in the name of a temporary file has ended.</summary>
    private static bool IsLeftBehind(string temporary)
    {
        string[] parts = Path.GetFileName(temporary).Split('.');
        if (parts.Length < 3 || !int.TryParse(parts[^2].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int process))
        {
            return true;
        }
        if (process == Environment.ProcessId)
        {
            return !parts[^2].StartsWith(s_process, StringComparison.Ordinal);
        }
        try
        {
            using Process writer = Process.GetProcessById(process);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static bool IsFailure(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reason why writing failed is more useful.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
