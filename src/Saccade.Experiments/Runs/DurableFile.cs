using Saccade.Checkpoints;
using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>The files of a run that grow: what was appended is on disk when the call returns, and a failed append leaves no torn piece.</summary>
internal static class DurableFile
{
    // Twice what 100 000 epochs, as many as a run may have, write into the longest of them.
    private const int MostBytes = 256 << 20;

    /// <exception cref="SaccadeException">The file cannot be written; it is as it was.</exception>
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
                    AtomicFile.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
                }
            }
            catch (IOException)
            {
                stream.SetLength(before);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SaccadeException($"Cannot append to {path}: {e.Message}", e);
        }
    }

    /// <summary>Cuts the file to the given number of bytes.</summary>
    /// <exception cref="SaccadeException">The file cannot be written.</exception>
    public static void Cut(string path, long length)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
            stream.SetLength(length);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SaccadeException($"Cannot shorten {path}: {e.Message}", e);
        }
    }

    /// <summary>All of a file, to which its run may be appending.</summary>
    /// <exception cref="SaccadeException">The file cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return RegularFile.Read(path, MostBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SaccadeException($"Cannot read {path}: {e.Message}", e);
        }
    }

    /// <exception cref="SaccadeException">The file cannot be deleted.</exception>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SaccadeException($"Cannot delete {path}: {e.Message}", e);
        }
    }
}
