using System.Collections.Concurrent;
using System.Text;
using Saccade.IO;

namespace Saccade.Imaging.Caching;

/// <summary>
/// The content hashes of files by their stamps, so that a folder that did not change is not read again. A file of pairs of hashes, of the
/// stamp and of the content, with the hash of all at the end. What changed just before it was read is not kept: it may change again within
/// the same tick of the disk's clock.
/// </summary>
internal sealed class HashIndex
{
    private const int PairBytes = 2 * ContentHash.Bytes;
    private const int MostBytes = 1 << 30;

    private readonly Dictionary<ContentHash, ContentHash> _known = [];
    private readonly ConcurrentDictionary<ContentHash, ContentHash> _found = [];
    private int _changes;

    /// <summary>Whether it is to be written: a content was read or forgotten since it was read or written.</summary>
    public bool Changed => _changes > 0;

    /// <summary>Reads a file; one that is missing, damaged or cannot be read has no hashes.</summary>
    public static HashIndex Read(string path)
    {
        HashIndex index = new();
        try
        {
            byte[] content = InputFile.ReadBytes(path, MostBytes);
            int length = content.Length - ContentHash.Bytes;
            if (length >= 0 && length % PairBytes == 0
                && ContentHash.Of(content.AsSpan(0, length)) == new ContentHash(content.AsSpan(length)))
            {
                for (int i = 0; i < length; i += PairBytes)
                {
                    index._known[new(content.AsSpan(i))] = new(content.AsSpan(i + ContentHash.Bytes));
                }
            }
        }
        catch (SaccadeException)
        {
            // The files are read instead.
        }
        return index;
    }

    /// <summary>The hash of a content that has this stamp.</summary>
    /// <param name="stamp">The stamp of the file.</param>
    /// <param name="read">Reads the content, if its hash is not known.</param>
    public ContentHash Find(FileStamp stamp, Func<byte[]> read)
    {
        ContentHash key = KeyOf(stamp);
        if (!_known.TryGetValue(key, out ContentHash hash))
        {
            bool settled = stamp.IsSettled(DateTime.UtcNow);
            hash = ContentHash.Of(read());
            Interlocked.Increment(ref _changes);
            if (!settled)
            {
                return hash;
            }
        }
        _found[key] = hash;
        return hash;
    }

    /// <summary>Forgets a stamp, whose content is read again the next time.</summary>
    public void Forget(FileStamp stamp)
    {
        _found.TryRemove(KeyOf(stamp), out _);
        Interlocked.Increment(ref _changes);
    }

    /// <summary>Forgets all stamps: one of them was not that of its content.</summary>
    public void Clear()
    {
        _found.Clear();
        Interlocked.Increment(ref _changes);
    }

    /// <summary>Writes the hashes that were asked for; those of former files are left out.</summary>
    /// <exception cref="SaccadeException">The file cannot be written.</exception>
    public void Write(string path)
    {
        byte[] content = [.. _found.OrderBy(pair => pair.Key).SelectMany(pair => (byte[])[.. pair.Key.ToBytes(), .. pair.Value.ToBytes()])];
        AtomicFile.WriteBytes(path, (byte[])[.. content, .. ContentHash.Of(content).ToBytes()]);
        _changes = 0;
    }

    private static ContentHash KeyOf(FileStamp stamp) => ContentHash.Of(Encoding.UTF8.GetBytes(stamp.Text));
}
