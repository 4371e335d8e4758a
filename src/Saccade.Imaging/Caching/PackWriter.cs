using System.Text;
using Saccade.IO;

namespace Saccade.Imaging.Caching;

/// <summary>Writes a pack; the file appears whole or not at all. Several threads may add pictures.</summary>
internal sealed class PackWriter : IDisposable
{
    private readonly AtomicFile _file;
    private readonly long _mostBytes;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ContentHash, PackEntry> _entries = [];
    private long _end = PackFormat.HeaderBytes;

    /// <summary>Begins a pack.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The most bytes that it may have.</param>
    /// <exception cref="SaccadeException">The folder cannot be written.</exception>
    public PackWriter(string path, long mostBytes)
    {
        (_file, _mostBytes) = (new(path), mostBytes);
        _file.Stream.Write(new byte[PackFormat.HeaderBytes]);
    }

    /// <summary>Adds a picture.</summary>
    /// <exception cref="SaccadeException">The pack grows too large, or the disk is full.</exception>
    public void Add(ContentHash hash, ImageSize size, ReadOnlySpan<byte> pixels)
    {
        lock (_lock)
        {
            if (_end + pixels.Length > _mostBytes)
            {
                throw new SaccadeException(new(
                    ErrorKind.OutOfRange, Key: "cache size", Value: $"{_mostBytes >> 20} MiB",
                    Detail: "the decoded pictures need more",
                    Remedy: "scale them down with task.short_side, or allow more with --cache-size"));
            }
            Write(pixels);
            _entries[hash] = new(_end, size, null);
            _end += pixels.Length;
        }
    }

    /// <summary>Adds a picture that cannot be decoded.</summary>
    public void Add(ContentHash hash, string reason)
    {
        lock (_lock)
        {
            _entries[hash] = new(0, default, reason);
        }
    }

    /// <summary>Writes the index and gives the file its name.</summary>
    /// <exception cref="SaccadeException">The disk is full.</exception>
    public void Commit()
    {
        byte[] index = Index();
        Write(index);
        Write(ContentHash.Of(index).ToBytes());
        _file.Stream.Position = 0;
        Write(PackFormat.Magic);
        Write(BitConverter.GetBytes(_end));
        _file.Commit();
    }

    /// <summary>Discards what was not committed.</summary>
    public void Dispose() => _file.Dispose();

    private byte[] Index()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(_entries.Count);
        foreach ((ContentHash hash, PackEntry entry) in _entries)
        {
            writer.Write(hash.ToBytes());
            writer.Write(entry.Reason is null);
            if (entry.Reason is null)
            {
                writer.Write(entry.Offset);
                writer.Write(entry.Size.Channels);
                writer.Write(entry.Size.Height);
                writer.Write(entry.Size.Width);
            }
            else
            {
                writer.Write(entry.Reason);
            }
        }
        return stream.ToArray();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Stream.Write(bytes);
        }
        catch (IOException e)
        {
            throw SaccadeException.OfFile(ErrorKind.Unwritable, _file.TemporaryPath, e);
        }
    }
}
