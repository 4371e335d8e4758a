using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Saccade.IO;

/// <summary>
/// Writes a whole file so that readers find either the old content or the new one, even after a power failure: to a temporary file in the
/// same folder, which is flushed to disk and then renamed. Several processes may write the same file; the last one wins. Without
/// <see cref="Commit"/> the target does not change. A symbolic link stays, and its target is written. A file that is replaced keeps its
/// permissions and, where that is permitted, its owner. One with several names (hard links) is overwritten in place after its new content
/// is on disk beside it, since renaming would separate the names. The name of the temporary file states process and machine, so that no
/// other process removes it as left behind, and where .NET locks files, which it does not on network disks, it is locked until it has its
/// name.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    private const string TemporaryEnding = ".tmp";

    // What another machine left is removed only when it is so old: its processes are not known here, and network disks have no locks.
    private static readonly TimeSpan s_foreignAge = TimeSpan.FromHours(1);

    private static readonly string s_machine =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Environment.MachineName)))[..8];

    // Process ids are reused, in containers at every start; the random part distinguishes this process from an earlier one.
    private static readonly string s_process = $"{Environment.ProcessId}-{Path.GetRandomFileName()[..8]}-{s_machine}-";
    private static int s_written;

    private readonly string _path;
    private readonly ReplacedFile _target;
    private bool _committed;

    /// <summary>Opens the temporary file, and removes those that killed processes left for the same target.</summary>
    /// <param name="path">The file to create or to replace; its folder must exist.</param>
    /// <exception cref="SaccadeException">The folder cannot be written.</exception>
    public AtomicFile(string path)
    {
        _path = path;
        if (path.Length == 0 || path.Contains('\0'))
        {
            throw new SaccadeException(new(ErrorKind.NotAllowed, Path: $"'{path}'", Detail: "is not a file name"));
        }
        try
        {
            _target = ReplacedFile.Find(path);
            RemoveLeftovers(Path.GetDirectoryName(_target.Path)!, Path.GetFileName(_target.Path));
            TemporaryPath = TemporaryFor(_target.Path);
            Stream = _target.Create(TemporaryPath);
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
    /// <exception cref="SaccadeException">
    /// The file cannot be written; the old one, if any, has not changed, unless it has several names and the message says where the new
    /// content is.
    /// </exception>
    public void Commit()
    {
        try
        {
            Stream.Flush(flushToDisk: true);
            if (OperatingSystem.IsWindows())
            {
                // An open file cannot be renamed there; elsewhere its lock lasts until it has its name.
                Stream.Dispose();
            }
            if (_target.HasOtherNames)
            {
                using FileStream target = _target.OpenInPlace();
                // From here on the temporary file alone has the whole content, until the copy is complete.
                _committed = true;
                ReplacedFile.CopyTo(target, TemporaryPath);
                Remove(TemporaryPath);
            }
            else
            {
                File.Move(TemporaryPath, _target.Path, overwrite: true);
            }
        }
        catch (Exception e) when (IsFailure(e))
        {
            SaccadeException failure = SaccadeException.OfFile(ErrorKind.Unwritable, _path, e);
            throw _committed
                ? failure.With(failure.Error with { Remedy = $"copy its whole new content from {KeepContent()}" })
                : failure;
        }
        _committed = true;
        Stream.Dispose();
        FolderFlush.Run(Path.GetDirectoryName(_target.Path)!);
    }

    /// <summary>Gives the temporary file a name that no later write removes; returns its path.</summary>
    private string KeepContent()
    {
        string kept = TemporaryPath[..^TemporaryEnding.Length] + ".new";
        try
        {
            File.Move(TemporaryPath, kept);
            return kept;
        }
        catch (Exception e) when (IsFailure(e))
        {
            return TemporaryPath;
        }
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
    /// <param name="alone">
    /// Whether the caller knows that no other process writes there; then those of other machines are removed whatever their age.
    /// </param>
    public static void RemoveLeftovers(string folder, string? name = null, bool alone = false)
    {
        IEnumerable<string> temporaries = Directory.GetFiles(folder, $".*{TemporaryEnding}")
            .Where(file => name is null || IsTemporaryFor(name, Path.GetFileName(file)));
        foreach (string left in temporaries.Where(file => IsLeftBehind(file, alone ? TimeSpan.Zero : s_foreignAge)))
        {
            RemoveUnlocked(left);
        }
    }

    /// <summary>Whether a file name is that of a temporary file of any process.</summary>
    public static bool IsTemporary(string name) => name.StartsWith('.') && name.EndsWith(TemporaryEnding, StringComparison.Ordinal);

    /// <summary>A unique name for a temporary file in the folder of the target.</summary>
    internal static string TemporaryFor(string target) => Path.Combine(
        Path.GetDirectoryName(target) ?? target,
        $".{Path.GetFileName(target)}.{s_process}{Interlocked.Increment(ref s_written)}{TemporaryEnding}");

    private static bool IsTemporaryFor(string name, string temporary)
    {
        // Such as .model.safetensors.17-abcdefgh-01234567-1.tmp: the name, then process and number, which no file of the user's has.
        string start = $".{name}.";
        return temporary.StartsWith(start, StringComparison.Ordinal) && temporary.Length > start.Length + TemporaryEnding.Length
            && temporary[start.Length..^TemporaryEnding.Length].Split('-') is [{ Length: > 0 } process, _, ..]
            && process.All(char.IsAsciiDigit);
    }

    /// <summary>
    /// Whether the process whose id is in the name of a temporary file has ended; of another machine, whether it has not written for long.
    /// </summary>
    private static bool IsLeftBehind(string temporary, TimeSpan foreignAge)
    {
        string[] parts = Path.GetFileName(temporary).Split('.');
        if (parts.Length < 3 || !int.TryParse(parts[^2].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int process))
        {
            return true;
        }
        // Names of earlier versions do not state the machine.
        if (parts[^2].Split('-') is [_, _, string machine, _] && machine != s_machine)
        {
            return DateTime.UtcNow - File.GetLastWriteTimeUtc(temporary) > foreignAge;
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

    /// <summary>Whether a write failed; .NET reports a file that grows too large as an argument out of range.</summary>
    internal static bool IsFailure(Exception e) =>
        e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentOutOfRangeException;

    /// <summary>Removes a file unless a process has it open, on this machine or another one, as far as the disk knows.</summary>
    private static void RemoveUnlocked(string temporary)
    {
        try
        {
            // One without permission to write may be read and locked.
            FileAccess access = (File.GetAttributes(temporary) & FileAttributes.ReadOnly) == 0 ? FileAccess.ReadWrite : FileAccess.Read;
            using FileStream alone =
                new(temporary, FileMode.Open, access, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is being written, or is another user's.
        }
    }

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
}
