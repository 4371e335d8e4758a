using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Saccade.IO;

/// <summary>The file that an <see cref="AtomicFile"/> creates or replaces: where it is, and what is kept of the old one.</summary>
internal sealed partial class ReplacedFile
{
    private readonly FileStatus? _old;

    private ReplacedFile(string path, FileStatus? old) => (Path, _old) = (path, old);

    /// <summary>Its full path; that of its target where a symbolic link was named, whether the target exists or not.</summary>
    public string Path { get; }

    /// <summary>Whether it has several names (hard links), which renaming a file would separate.</summary>
    public bool HasOtherNames => _old is { Links: > 1 };

    /// <summary>Finds the file that a path names.</summary>
    /// <exception cref="IOException">A chain of links does not end.</exception>
    /// <exception cref="SaccadeException">It is a folder, a pipe, a device or the like.</exception>
    public static ReplacedFile Find(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        if (new FileInfo(full).LinkTarget is not null)
        {
            full = File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        }
        if (Directory.Exists(full))
        {
            throw new SaccadeException(new(ErrorKind.Unwritable, Path: path, Detail: "it is a folder", Remedy: "name a file"));
        }
        FileStatus? old = FileStatus.Read(full);
        return old is { IsIrregular: true } ? throw FileStatus.Irregular(path) : new(full, old);
    }

    /// <summary>Creates the temporary file, with permissions and owner of the old file: no other user may read it meanwhile.</summary>
    public FileStream Create(string temporary)
    {
        // Without a buffer nothing is left to be written, and to fail on a full disk, when the file is discarded.
        FileStreamOptions options =
            new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            return new(temporary, options);
        }
        if (!File.Exists(Path))
        {
            return new(temporary, options);
        }
        UnixFileMode mode = File.GetUnixFileMode(Path);
        options.UnixCreateMode = mode & (UnixFileMode.UserRead | UnixFileMode.UserWrite);
        FileStream stream = new(temporary, options);
        if (_old is { User: uint user, Group: uint group })
        {
            // Refused if the file is another user's; then it becomes this one's.
            _ = ChangeOwner(stream.SafeFileHandle, user, group);
        }
        File.SetUnixFileMode(stream.SafeFileHandle, mode);
        return stream;
    }

    /// <summary>Opens the file to write into it, so that it keeps its names.</summary>
    public FileStream OpenInPlace() => new(Path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>Replaces the content of an open file by that of another.</summary>
    public static void CopyTo(FileStream file, string source)
    {
        using FileStream content = new(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        content.CopyTo(file);
        file.SetLength(content.Length);
        file.Flush(flushToDisk: true);
    }

    [LibraryImport("libc", EntryPoint = "fchown")]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);
}
