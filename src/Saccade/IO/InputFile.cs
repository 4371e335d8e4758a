namespace Saccade.IO;

/// <summary>
/// Reads files that a user names, only regular ones: opening a pipe waits for a writer, and a device may have no end. A whole file is read
/// up to a number of bytes that the caller states.
/// </summary>
public static class InputFile
{
    // Files of the system, such as those of /proc, state no length; some end after gigabytes.
    private const int MostOfUnknownLength = 16 << 20;

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

    /// <summary>Reads a whole file. Files of the system may have more bytes than their length says, even without end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <exception cref="SaccadeException">The file does not exist, cannot be read, is longer, or is not a regular file.</exception>
    public static byte[] ReadBytes(string path, int most) => Read(path, file =>
    {
        if (file.Length > most)
        {
            throw TooLong(path, file.Length, most);
        }
        byte[] content = new byte[file.Length];
        int read = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return read < content.Length ? content[..read]
            // What others append meanwhile belongs to a later call.
            : content.Length > 0 ? content
            : ReadUnknownLength(file, path, Math.Min(most, MostOfUnknownLength));
    }, bufferSize: 0);

    private static byte[] ReadUnknownLength(FileStream file, string path, int most)
    {
        MemoryStream content = new();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            if (content.Length + read > most)
            {
                throw TooLong(path, content.Length + read, most);
            }
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static SaccadeException TooLong(string path, long length, int most) => new(new(
        ErrorKind.OutOfRange, Path: path, Key: "length", Value: length, Allowed: $"up to {most} bytes"));

    private static FileStream Open(string path, int bufferSize)
    {
        // Before it is opened, which may block.
        if (FileStatus.Read(path) is { IsIrregular: true })
        {
            throw FileStatus.Irregular(path);
        }
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize);
        if (!file.CanSeek)
        {
            file.Dispose();
            throw FileStatus.Irregular(path);
        }
        return file;
    }
}
