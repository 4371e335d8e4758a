using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Saccade.Runtime;

namespace Saccade.Checkpoints;

/// <summary>
/// Writes whole files so that a reader, or a machine that loses power, finds either the old content or the new one:
/// into a temporary file in the same folder, flushed to disk, then renamed over the target.
/// </summary>
public static partial class AtomicFile
{
    /// <summary>How the names of temporary files end; what a killed process leaves behind may be deleted.</summary>
    public const string TemporaryEnding = ".tmp";

    private const int ErrnoNoSpace = 28;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    // Numbers of processes come again, in a container with every start; the rest tells this process from an earlier one.
    private static readonly string s_process = $"{Environment.ProcessId}-{Path.GetRandomFileName()[..8]}-";
    private static int s_written;

    /// <summary>Writes bytes.</summary>
    /// <exception cref="SaccadeException">The file cannot be written; the old one, if any, is as it was.</exception>
    public static void WriteBytes(string path, ReadOnlyMemory<byte> content) => Write(path, stream => stream.Write(content.Span));

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <exception cref="SaccadeException">The file cannot be written; the old one, if any, is as it was.</exception>
    public static void WriteText(string path, string content) => WriteBytes(path, new UTF8Encoding(false).GetBytes(content));

    /// <summary>Writes what <paramref name="write"/> puts into the stream.</summary>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <param name="write">Fills the stream; when it throws, the target stays as it was.</param>
    /// <exception cref="SaccadeException">The file cannot be written; the old one, if any, is as it was.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (path.Length == 0 || path.Contains('\0'))
        {
            throw new SaccadeException($"'{path.Replace('\0', '?')}' is no file name.");
        }
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target) ?? target;
        if (Directory.Exists(target))
        {
            throw new SaccadeException($"Cannot write {path}: it is a folder; name a file.");
        }
        string temporary = TemporaryFor(target);
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e)
        {
            Remove(temporary);
            if (e is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                throw new SaccadeException($"Cannot write {path}: {Reason(e, folder)}", e);
            }
            throw;
        }
        FlushFolder(folder);
    }

    /// <summary>A name for a temporary file beside the target, which nobody else has.</summary>
    internal static string TemporaryFor(string target) => Path.Combine(
        Path.GetDirectoryName(target) ?? target, $".{Path.GetFileName(target)}.{s_process}{Interlocked.Increment(ref s_written)}{TemporaryEnding}");

    /// <summary>Whether the process that wrote a temporary file, told by its name, lives no more.</summary>
    internal static bool IsLeftBehind(string temporary)
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

    private static string Reason(Exception e, string folder) => e switch
    {
        DirectoryNotFoundException or FileNotFoundException when !Directory.Exists(folder) => $"the folder {folder} does not exist; create it first.",
        FileNotFoundException => $"files can't be made in {folder}; choose another folder.",
        UnauthorizedAccessException => $"writing in {folder} is not permitted; choose another folder or change its permissions.",
        { HResult: ErrnoNoSpace or WindowsDiskFull } => $"no space is left in {folder}; free some or choose another folder.",
        _ => e.Message,
    };

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reason why writing failed says more than this would.
        }
    }

    /// <summary>Makes the rename itself durable; .NET opens no folders, and Windows needs nothing of the kind.</summary>
    internal static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        int descriptor = Open(folder, 0);
        if (descriptor >= 0)
        {
            // Some file systems refuse this; the content is safe on disk all the same.
            _ = Sync(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
