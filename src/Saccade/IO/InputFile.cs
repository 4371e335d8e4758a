namespace Saccade.IO;

/// <summary>
/// Reads files that a user names, only regular ones: opening a pipe waits for a writer, and a device may have no end. A whole file is read
/// up to a number of bytes that the caller states.
/// </summary>
public static class InputFile
{
    // Files of the system, such as those of /proc, state no length; some end after gigabytes.
    private const int MostOfUnknownLength = 16 << 20;
    private const int BytesAtOnce = 1 << 16;

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
        catch (Exception e) when (IsOfFile(e))
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

    /// <summary>Reads a whole file without holding a thread, see <see cref="ReadBytes"/>.</summary>
    internal static async Task<byte[]> ReadBytesAsync(string path, int most, CancellationToken cancellation)
    {
        try
        {
            FileStream file = Open(path, bufferSize: 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                return await ReadToEndAsync(file, most, cancellation).ConfigureAwait(false);
            }
        }
        catch (SaccadeException e)
        {
            throw e.At(path);
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw SaccadeException.OfFile(ErrorKind.Unreadable, path, e);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream, which stays open.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <exception cref="SaccadeException">It is longer.</exception>
    public static byte[] ReadToEnd(Stream stream, int most)
    {
        ArgumentNullException.ThrowIfNull(stream);
        MemoryStream content = new();
        byte[] buffer = new byte[BytesAtOnce];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            Add(content, buffer.AsSpan(0, read), most);
        }
        return content.ToArray();
    }

    /// <summary>Reads a stream to its end without holding a thread, see <see cref="ReadToEnd"/>.</summary>
    /// <param name="stream">The stream, which stays open.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="SaccadeException">It is longer.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static async Task<byte[]> ReadToEndAsync(Stream stream, int most, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        MemoryStream content = new();
        byte[] buffer = new byte[BytesAtOnce];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            Add(content, buffer.AsSpan(0, read), most);
        }
        return content.ToArray();
    }

    private static void Add(MemoryStream content, ReadOnlySpan<byte> part, int most)
    {
        if (content.Length + part.Length > most)
        {
            throw TooLong(null, content.Length + part.Length, most);
        }
        content.Write(part);
    }

    private static byte[] ReadUnknownLength(FileStream file, string path, int most)
    {
        try
        {
            return ReadToEnd(file, most);
        }
        catch (SaccadeException e)
        {
            throw e.At(path);
        }
    }

    private static SaccadeException TooLong(string? path, long length, int most) => new(new(
        ErrorKind.OutOfRange, Path: path, Key: "length", Value: length, Allowed: $"up to {most} bytes"));

    // ArgumentException: the path is empty or contains a zero character.
    private static bool IsOfFile(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException;

    private static FileStream Open(string path, int bufferSize, FileOptions options = FileOptions.None)
    {
        // Before it is opened, which may block.
        if (FileStatus.Read(path) is { IsIrregular: true })
        {
            throw FileStatus.Irregular(path);
        }
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize, options);
        if (!file.CanSeek)
        {
            file.Dispose();
            throw FileStatus.Irregular(path);
        }
        return file;
    }
}
