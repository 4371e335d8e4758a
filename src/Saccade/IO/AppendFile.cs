namespace Saccade.IO;

/// <summary>Appends to files durably: the content is on disk when the call returns, and a failed append changes nothing.</summary>
public static class AppendFile
{
    /// <summary>Appends bytes to a file, which is created if it does not exist.</summary>
    /// <exception cref="SaccadeException">The file cannot be written and has not changed.</exception>
    public static void Append(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            bool isNew = !File.Exists(path);
            using FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            long before = stream.Seek(0, SeekOrigin.End);
            try
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
                if (isNew)
                {
                    FolderFlush.Run(Path.GetDirectoryName(Path.GetFullPath(path))!);
                }
            }
            catch (Exception e) when (AtomicFile.IsFailure(e))
            {
                stream.SetLength(before);
                throw;
            }
        }
        catch (Exception e) when (AtomicFile.IsFailure(e))
        {
            throw SaccadeException.OfFile(ErrorKind.Unwritable, path, e);
        }
    }

    /// <summary>Shortens a file to the given number of bytes.</summary>
    /// <exception cref="SaccadeException">The file cannot be written.</exception>
    public static void Truncate(string path, long length)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
            stream.SetLength(length);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SaccadeException.OfFile(ErrorKind.Unwritable, path, e);
        }
    }
}
