using System.Runtime.InteropServices;

namespace Saccade.Runtime;

/// <summary>Opens files to read, regular ones only: opening a pipe waits for whoever writes into it, and a device may have no end.</summary>
internal static partial class RegularFile
{
    private const string Remedy = "is a pipe, a device or the like; give a regular file.";

    // Of Linux: the folder that paths begin in, what to ask for, and where in the answer of 256 bytes the kind of the file is.
    private const int CurrentFolder = -100;
    private const uint KindAsked = 1;
    private const int AnswerBytes = 256;
    private const int KindAt = 28;
    private const int KindMask = 0xF000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;

    /// <summary>Opens a file that others may go on writing, replacing or deleting.</summary>
    /// <param name="path">The file; what can't be opened throws as the constructor of <see cref="FileStream"/> does.</param>
    /// <param name="bufferSize">Bytes to read ahead; 0 for none.</param>
    /// <exception cref="SaccadeException">It is no regular file.</exception>
    public static FileStream Open(string path, int bufferSize = 4096)
    {
        Span<byte> answer = stackalloc byte[AnswerBytes];
        // Before it is opened, because that may wait for ever.
        if (OperatingSystem.IsLinux() && Status(CurrentFolder, path, 0, KindAsked, answer) == 0
            && (BitConverter.ToUInt16(answer[KindAt..]) & KindMask) is not (Regular or Folder))
        {
            throw new SaccadeException($"{path} {Remedy}");
        }
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize);
        if (!file.CanSeek)
        {
            file.Dispose();
            throw new SaccadeException($"{path} {Remedy}");
        }
        return file;
    }

    /// <summary>All of a file, as long as it was when it was opened.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <exception cref="SaccadeException">It is longer, or no regular file.</exception>
    public static byte[] Read(string path, int most)
    {
        using FileStream file = Open(path, bufferSize: 0);
        if (file.Length > most)
        {
            throw new SaccadeException($"{path} has {file.Length} bytes; it may have up to {most}.");
        }
        byte[] content = new byte[file.Length];
        int read = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return read == content.Length ? content : content[..read];
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint asked, Span<byte> answer);
}
