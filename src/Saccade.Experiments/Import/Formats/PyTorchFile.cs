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
        Content content = new(BytesOf(pickle, pickle.Length));
        return TensorsOf(PyTorchPickle.Reader(content, []).Read(0), storage =>
        {
            ZipArchiveEntry? entry = archive.GetEntry($"{folder}data/{storage.Key}");
            return storage.Read(BytesOf(entry ?? throw Content.Damaged("the values of a tensor are missing"), storage.Bytes));
        });
    }

    /// <summary>Whether a file begins with a pickle of protocol 2 or later.</summary>
    public static bool IsPickle(Content content) => content.Length > 2 && content.Byte(0) == 0x80 && content.Byte(1) is >= 2 and <= 5;

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
        return TensorsOf(root, storage => starts.TryGetValue(storage.Key, out long start)
            ? storage.Read(content.At(start, storage.Bytes))
            : throw Content.Damaged("the values of a tensor are missing"));
    }

    private static IReadOnlyList<StoredTensor> TensorsOf(object? root, Func<PyTorchStorage, float[]> read) =>
    [
        .. PyTorchPickle.TensorsOf(root).Where(found => found.Tensor.Shape.All(length => length is >= 0 and <= int.MaxValue))
            .Select(found => new StoredTensor(
                found.Name, [.. found.Tensor.Shape.Select(length => (int)length)], () => found.Tensor.Values(read(found.Tensor.Storage)))),
    ];

    private static byte[] BytesOf(ZipArchiveEntry entry, long count)
    {
        using Stream stream = entry.Open();
        return Content.ReadFrom(stream, count);
    }
}
