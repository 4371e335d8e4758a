using System.Runtime.InteropServices;

namespace Saccade.IO;

/// <summary>Reads files that a user names, only regular ones: opening a pipe waits for a writer, and a device may have no end.</summary>
public static partial class InputFile
{
    // Arguments of statx on Linux, and the offset of the file's mode in its result.
    private const int CurrentFolder = -100;
    private const uint KindAsked = 1;
    private const int AnswerBytes = 256;
    private const int KindAt = 28;
    private const int KindMask = 0xF000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;

    /// <summary>Reads a file, which others may write, replace or delete meanwhile.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads the open file.</param>
    /// <param name="bufferSize">Bytes to read ahead; 0 for none.</param>
    /// <exception cref="SaccadeException">The file does not exist, cannot be read, or is not a regular file.</exception>
    public static T Read<T>(string path, Func<FileStream, T> read, int bufferSize = 4096)
    {
        try
        {
            using FileStream file = Open(path, bufferSize);
            return read(file);
        }
        // ArgumentException: the path is empty or contains a zero character.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw SaccadeException.OfFile(ErrorKind.Unreadable, path, e);
        }
    }

    /// <summary>Reads a whole file, of the length that it has when it is opened.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes that it may have; by default 256 MiB, more than any file of a run.</param>
    /// <exception cref="SaccadeException">The file does not exist, cannot be read, is longer, or is not a regular file.</exception>
    public static byte[] ReadBytes(string path, int most = 256 << 20) => Read(path, file =>
    {
        if (file.Length > most)
        {
            throw new SaccadeException(
                new(ErrorKind.OutOfRange, Path: path, Key: "length", Value: file.Length, Allowed: $"up to {most} bytes"));
        }
        byte[] content = new byte[file.Length];
        int read = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return read == content.Length ? content : content[..read];
    }, bufferSize: 0);

    private static FileStream Open(string path, int bufferSize)
    {
        Span<byte> answer = stackalloc byte[AnswerBytes];
        // Before it is opened, which may block.
        if (OperatingSystem.IsLinux() && Status(CurrentFolder, path, 0, KindAsked, answer) == 0
            && (BitConverter.ToUInt16(answer[KindAt..]) & KindMask) is not (Regular or Folder))
        {
            throw Irregular(path);
        }
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize);
        if (!file.CanSeek)
        {
            file.Dispose();
            throw Irregular(path);
        }
        return file;
    }

    private static SaccadeException Irregular(string path) =>
        new(new(ErrorKind.NotAllowed, Path: path, Detail: "is a pipe, a device or the like", Remedy: "give a regular file"));

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint asked, Span<byte> answer);
}
