using Saccade.Imaging.Caching;

namespace Saccade.Imaging.Sets;

/// <summary>
/// The pictures of one split, each of its own size, in the order of the hashes of their contents: a fixed order that mixes the classes.
/// If all together have at most 256 MiB, each stays in memory once it was read.
/// </summary>
public sealed class PackedImages : IImageSource
{
    private const long MostHeldBytes = 256L << 20;

    private readonly Pack _pack;
    private readonly PackEntry[] _entries;
    private readonly string[] _names;
    // The pixels of the pictures that were read; null where there are too many.
    private readonly byte[]?[]? _held;

    internal PackedImages(Pack pack, IReadOnlyList<(PackEntry Entry, int Label, string Name)> pictures)
    {
        _pack = pack;
        _entries = [.. pictures.Select(picture => picture.Entry)];
        _names = [.. pictures.Select(picture => picture.Name)];
        _held = _entries.Sum(entry => (long)entry.Size.Pixels) <= MostHeldBytes ? new byte[]?[_entries.Length] : null;
        Labels = new Labels(pictures.Select(picture => picture.Label).ToArray());
        Size = _entries.Length == 0 ? default : new(
            _entries[0].Size.Channels, _entries.Max(entry => entry.Size.Height), _entries.Max(entry => entry.Size.Width));
    }

    /// <inheritdoc/>
    public ImageSize Size { get; }

    /// <inheritdoc/>
    public Labels Labels { get; }

    /// <inheritdoc/>
    public ImageSize SizeOf(int epoch, int index) => _entries[index].Size;

    /// <summary>The path of a picture relative to its folder or list, or the row of a Parquet file.</summary>
    /// <param name="index">The image, 0 to N − 1.</param>
    public string NameOf(int index) => _names[index];

    /// <inheritdoc/>
    public void Read(int epoch, int index, Span<byte> pixels)
    {
        if (_held is null)
        {
            _pack.Read(_entries[index], pixels);
            return;
        }
        // Threads that read the same picture at once only read it more often.
        byte[]? held = Volatile.Read(ref _held[index]);
        if (held is null)
        {
            held = new byte[_entries[index].Size.Pixels];
            _pack.Read(_entries[index], held);
            Volatile.Write(ref _held[index], held);
        }
        held.CopyTo(pixels);
    }
}
