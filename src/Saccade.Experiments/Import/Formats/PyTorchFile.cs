using System.IO.Compression;
using System.Numerics;

namespace Saccade.Experiments.Import.Formats;

/// <summary>
/// Reads checkpoints of PyTorch: the ZIP archive that torch.save writes since version 1.6, and the pickles, one behind the other, that it
/// wrote before.
/// </summary>
internal static class PyTorchFile
{
    // The number that torch.save of old began with.
    private static readonly BigInteger s_magic = BigInteger.Parse("119547037146038801333356", CultureInfo.InvariantCulture);

    private const int MostPickle = 16 << 20;

    /// <summary>Reads an archive.</summary>
    /// <param name="archive">The archive; it is read while the tensors are in use.</param>
    /// <param name="pickle">Its entry <c>data.pkl</c>.</param>
    public static IReadOnlyList<StoredTensor> Read(ZipArchive archive, ZipArchiveEntry pickle)
    {
        string folder = pickle.FullName[..^"data.pkl".Length];
        if (archive.GetEntry(folder + "byteorder") is ZipArchiveEntry order && !BytesOf(order, 6).SequenceEqual("little"u8))
        {
            throw Content.Unsupported("its numbers are not little-endian");
        }
        Content content = new(BytesOf(
            pickle, pickle.Length <= MostPickle ? pickle.Length : throw PickleReader.TooLong($"has more than {MostPickle} bytes")));
        return TensorsOf(PyTorchPickle.Reader(content, []).Read(0), (storage, count) =>
        {
            ZipArchiveEntry? entry = archive.GetEntry($"{folder}data/{storage.Key}");
            return storage.Read(BytesOf(entry ?? throw Content.Damaged("the values of a tensor are missing"), storage.BytesOf(count)));
        });
    }

    /// <summary>Whether a file begins with a pickle of protocol 2 or later, not with the length of a header of safetensors.</summary>
    public static bool IsPickle(Content content) =>
        content.Length > 8 && content.Byte(0) == 0x80 && content.Byte(1) is >= 2 and <= 5 && content.Byte(8) != '{';

    /// <summary>Reads pickles: magic number, protocol, machine, the object, the keys of the storages; then come their numbers.</summary>
    public static IReadOnlyList<StoredTensor> Read(Content content)
    {
        Dictionary<string, PyTorchStorage> storages = [];
        PickleReader reader = PyTorchPickle.Reader(content, storages);
        if (reader.Read(0) is not BigInteger magic || magic != s_magic)
        {
            throw Content.Unsupported("it is a pickle, but no checkpoint of PyTorch", "save it with torch.save(model.state_dict(), FILE)");
        }
        reader.Read(reader.Position);
        if (reader.Read(reader.Position) is PickleDictionary machine && machine["little_endian"] is false)
        {
            throw Content.Unsupported("its numbers are not little-endian");
        }
        object? root = reader.Read(reader.Position);
        List<object?> keys = reader.Read(reader.Position) as List<object?> ?? throw Content.Damaged("the keys of its storages are missing");
        Dictionary<string, long> starts = [];
        long at = reader.Position;
        foreach (string key in keys.OfType<string>())
        {
            PyTorchStorage storage = storages.GetValueOrDefault(key) ?? throw Content.Damaged("a storage in it belongs to no tensor");
            starts[key] = at + sizeof(long); // behind the count
            at = starts[key] + storage.Bytes;
        }
        content.RequireLength(at);
        return TensorsOf(root, (storage, count) => starts.TryGetValue(storage.Key, out long start)
            ? storage.Read(content.At(start, storage.BytesOf(count)))
            : throw Content.Damaged("the values of a tensor are missing"));
    }

    /// <summary>The tensors of an object.</summary>
    /// <param name="root">The object.</param>
    /// <param name="read">Reads so many numbers of a storage, from the first on.</param>
    private static IReadOnlyList<StoredTensor> TensorsOf(object? root, Func<PyTorchStorage, long, float[]> read) =>
    [
        .. PyTorchPickle.TensorsOf(root).Select(found => new StoredTensor(
            found.Name, found.Tensor.Shape(), () => found.Tensor.Values(count => read(found.Tensor.Storage, count)))),
    ];

    private static byte[] BytesOf(ZipArchiveEntry entry, long count)
    {
        if (count > Content.MostUnpacked(entry.CompressedLength))
        {
            throw Content.Damaged($"its part {TerminalText.OneLine(entry.Name, 80)} is packed more than weights can be");
        }
        using Stream stream = entry.Open();
        return Content.ReadFrom(stream, count);
    }
}
