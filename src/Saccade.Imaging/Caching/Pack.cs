using System.Buffers.Binary;
using System.Text;

namespace Saccade.Imaging.Caching;

/// <summary>
/// An open pack of decoded pictures. Pixels are read by position from the file, through the cache of the operating system: unlike a
/// memory map, they count to no process, and a file that can no longer be read is an error and not the end of the process.
/// While it is open, the cache does not remove it. Thread-safe.
/// </summary>
internal sealed class Pack : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly Dictionary<ContentHash, PackEntry> _entries;

    private Pack(string path, FileStream file) => (_path, _file, _entries) = (path, file, ReadIndex(file, path));

    /// <summary>The number of pictures, decoded or not.</summary>
    public int Count => _entries.Count;

    /// <summary>Opens a pack and checks it.</summary>
    /// <exception cref="SaccadeException">The file is missing, cannot be read, or is damaged.</exception>
    public static Pack Open(string path)
    {
        FileStream? file = null;
        try
        {
            // Sharing reads alone locks the file against removal by the cache, see PictureCache.
            file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return new(path, file);
        }
        catch (Exception e)
        {
            file?.Dispose();
            throw e is IOException or UnauthorizedAccessException ? SaccadeException.OfFile(ErrorKind.Unreadable, path, e) : e;
        }
    }

    /// <summary>The entry of a picture; null if the pack does not have it.</summary>
    public PackEntry? Find(ContentHash hash) => _entries.TryGetValue(hash, out PackEntry entry) ? entry : null;

    /// <summary>How many of some pictures it has, decoded or not.</summary>
    public int CountOf(IEnumerable<ContentHash> hashes) => hashes.Count(_entries.ContainsKey);

    /// <summary>Reads the pixels [C, H, W] of a picture.</summary>
    /// <exception cref="SaccadeException">The file can no longer be read.</exception>
    public void Read(PackEntry entry, Span<byte> pixels)
    {
        try
        {
            ReadAt(_file, entry.Offset, pixels[..entry.Size.Pixels], _path);
        }
        catch (IOException e)
        {
            throw SaccadeException.OfFile(ErrorKind.Unreadable, _path, e);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static Dictionary<ContentHash, PackEntry> ReadIndex(FileStream file, string path)
    {
        byte[] header = new byte[PackFormat.HeaderBytes];
        ReadAt(file, 0, header, path);
        long start = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(PackFormat.Magic.Length));
        long length = file.Length - start - ContentHash.Bytes;
        if (!header.AsSpan().StartsWith(PackFormat.Magic) || start < PackFormat.HeaderBytes || length is < 0 or > PackFormat.MostIndexBytes)
        {
            throw Damaged(path);
        }
        byte[] index = new byte[length + ContentHash.Bytes];
        ReadAt(file, start, index, path);
        if (ContentHash.Of(index.AsSpan(0, (int)length)) != new ContentHash(index.AsSpan((int)length)))
        {
            throw Damaged(path);
        }
        try
        {
            using BinaryReader reader = new(new MemoryStream(index, 0, (int)length), Encoding.UTF8);
            Dictionary<ContentHash, PackEntry> entries = [];
            for (int left = reader.ReadInt32(); left > 0; left--)
            {
                ContentHash hash = new(reader.ReadBytes(ContentHash.Bytes));
                entries[hash] = reader.ReadBoolean() ? ReadPlace(reader, start, path) : new(0, default, reader.ReadString());
            }
            return entries;
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            throw Damaged(path, e);
        }
    }

    private static PackEntry ReadPlace(BinaryReader reader, long end, string path)
    {
        long offset = reader.ReadInt64();
        ImageSize size = new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        bool fits = size is { Channels: 1 or 3, Height: > 0, Width: > 0 } && offset >= PackFormat.HeaderBytes
            && (Int128)offset + (Int128)size.Channels * size.Height * size.Width <= end;
        return fits && (long)size.Height * size.Width <= int.MaxValue / size.Channels ? new(offset, size, null) : throw Damaged(path);
    }

    private static void ReadAt(FileStream file, long offset, Span<byte> bytes, string path)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(file.SafeFileHandle, bytes, offset);
            if (read == 0)
            {
                throw Damaged(path);
            }
            offset += read;
            bytes = bytes[read..];
        }
    }

    private static SaccadeException Damaged(string path, Exception? inner = null) =>
        new(new(ErrorKind.Damaged, path, "the pack of decoded pictures is damaged or truncated", "delete it and start again"), inner);
}
