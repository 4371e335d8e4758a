using System.Text;
using Saccade.IO;

namespace Saccade.Imaging.Caching;

/// <summary>Writes a pack; the file appears whole or not at all. Several threads may add pictures.</summary>
internal sealed class PackWriter : IDisposable
{
    // Each time room is made, it is for this share of the cache more than is needed now.
    private const int RoomShare = 32;

    private readonly AtomicFile _file;
    private readonly long _mostBytes;
    private readonly Action<long> _makeRoom;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ContentHash, PackEntry> _entries = [];
    private long _end = PackFormat.HeaderBytes;
    // Room was made for this many bytes.
    private long _room;

    /// <summary>Begins a pack.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The most bytes of the pack.</param>
    /// <param name="makeRoom">Makes room for a number of bytes in its folder.</param>
    /// <exception cref="SaccadeException">The folder cannot be written.</exception>
    public PackWriter(string path, long mostBytes, Action<long> makeRoom)
    {
        (_file, _mostBytes, _makeRoom) = (new(path), mostBytes, makeRoom);
        _file.Stream.Write(new byte[PackFormat.HeaderBytes]);
    }

    /// <summary>Adds a picture.</summary>
    /// <exception cref="SaccadeException">The pack grows too large, or the disk is full.</exception>
    public void Add(ContentHash hash, ImageSize size, ReadOnlySpan<byte> pixels)
    {
        lock (_lock)
        {
            MakeRoom(_end + pixels.Length);
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

    /// <summary>Makes room for a number of bytes of this pack, and at once for some more.</summary>
    private void MakeRoom(long bytes)
    {
        if (bytes > _mostBytes)
        {
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: "cache size", Value: $"{_mostBytes >> 20} MiB",
                Detail: "the decoded pictures need more",
                Remedy: "scale them down with task.short_side, or allow more with --cache-size, or for every command with "
                    + $"{PictureCache.SizeVariable}, in GiB"));
        }
        if (bytes > _room)
        {
            _room = Math.Min(_mostBytes, bytes + _mostBytes / RoomShare);
            _makeRoom(_room);
        }
    }

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
