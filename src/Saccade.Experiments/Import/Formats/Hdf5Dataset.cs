using System.IO.Compression;

namespace Saccade.Experiments.Import.Formats;

/// <summary>The header of a dataset of HDF5: its shape, its type, and where its values are.</summary>
internal sealed class Hdf5Dataset(Content content, string name)
{
    private const int MostDimensions = 8;
    private const int MostLevels = 32;
    private const int MostFilters = 32; // as many as HDF5 itself has, and as the mask of a chunk has bits

    private readonly List<(int Id, int Value)> _filters = [];
    private long[]? _shape;
    private NumberType? _type;
    private long _layout = -1;

    /// <summary>Its tensor; null if it has no floating-point numbers.</summary>
    public StoredTensor? Tensor()
    {
        if (_shape is null || _type is null || _layout < 0)
        {
            return null;
        }
        int[] shape = [.. _shape.Select(length => length is >= 0 and <= int.MaxValue ? (int)length
            : throw Content.Damaged($"the shape of its dataset {Hdf5File.Shown(name)} is none"))];
        return new(name, shape, () => Read(StoredTensor.Count(_shape, MostValues)));
    }

    /// <summary>The message with the shape.</summary>
    public void AddShape(long at)
    {
        (int version, int dimensions) = (content.Byte(at), content.Byte(at + 1));
        if (version is not (1 or 2) || dimensions > MostDimensions)
        {
            throw Content.Unsupported($"the shape of its dataset {Hdf5File.Shown(name)} has another form than h5py writes");
        }
        long first = at + (version == 1 ? 8 : 4);
        _shape = [.. Enumerable.Range(0, dimensions).Select(i => content.Int64(first + 8 * i))];
    }

    /// <summary>The message with the type of the values.</summary>
    public void AddType(long at)
    {
        const int FloatingPoint = 1;
        bool isLittleEndian = (content.Byte(at + 1) & 1) == 0;
        _type = (content.Byte(at) & 15) != FloatingPoint || !isLittleEndian ? null : content.UInt32(at + 4) switch
        {
            2 => NumberType.Half,
            4 => NumberType.Single,
            8 => NumberType.Double,
            _ => null,
        };
    }

    /// <summary>The message with the place of the values.</summary>
    public void AddLayout(long at) => _layout = at;

    /// <summary>The message with the filters, in the order in which the writer applied them.</summary>
    public void AddFilters(long at)
    {
        (int version, int count) = (content.Byte(at), content.Byte(at + 1));
        if (count > MostFilters)
        {
            throw Content.Damaged($"its dataset {Hdf5File.Shown(name)} has {count} filters");
        }
        _filters.Clear();
        long next = at + (version == 1 ? 8 : 2);
        for (int i = 0; i < count; i++)
        {
            int id = content.UInt16(next);
            bool isNamed = version == 1 || id >= 256;
            int length = isNamed ? content.UInt16(next + 2) : 0;
            long numbers = next + (isNamed ? 4 : 2);
            int values = content.UInt16(numbers + 2);
            long first = numbers + 4 + (version == 1 ? (length + 7) / 8 * 8 : length);
            _filters.Add((id, values > 0 ? (int)content.UInt32(first) : 0));
            next = first + 4 * (values + (version == 1 ? values % 2 : 0));
        }
    }

    /// <summary>The most values that the file can hold.</summary>
    private long MostValues => Content.MostUnpacked(content.Length) / _type!.Bytes;

    private float[] Read(int count)
    {
        int version = content.Byte(_layout), kind = content.Byte(_layout + 1);
        long bytes = (long)count * _type!.Bytes;
        return (version, kind) switch
        {
            (3 or 4, 0) => _type.Read(content.At(_layout + 4, bytes)),
            (3 or 4, 1) => _type.Read(content.At(content.Int64(_layout + 2), bytes)),
            (3, 2) => ReadChunks(count),
            _ => throw Content.Unsupported(
                $"its dataset {Hdf5File.Shown(name)} has a layout of version {version}", "save it with h5py's default, libver='earliest'"),
        };
    }

    /// <summary>Reads values in chunks, which a tree lists.</summary>
    private float[] ReadChunks(int count)
    {
        int dimensions = _shape!.Length;
        if (content.Byte(_layout + 2) != dimensions + 1)
        {
            throw Content.Damaged($"the chunks of its dataset {Hdf5File.Shown(name)} have another number of dimensions");
        }
        long[] chunk = [.. Enumerable.Range(0, dimensions).Select(i => (long)content.UInt32(_layout + 11 + 4 * i))];
        int chunkCount = StoredTensor.Count(chunk, MostValues);
        float[] values = new float[count];
        HashSet<long> seen = [];
        Hdf5Budget budget = new(content.Length);
        Add(content.Int64(_layout + 3), 0);
        return values;

        void Add(long node, int level)
        {
            if (!content.At(node, 4).SequenceEqual("TREE"u8) || content.Byte(node + 4) != 1 || level > MostLevels || !seen.Add(node))
            {
                throw Content.Damaged($"the chunks of its dataset {Hdf5File.Shown(name)} cannot be found");
            }
            int children = content.UInt16(node + 6), key = 8 + 8 * (dimensions + 1);
            budget.Take(24 + children * (key + 8L));
            for (int i = 0; i < children; i++)
            {
                long at = node + 24 + i * (key + 8L), child = content.Int64(at + key);
                if (content.Byte(node + 5) > 0)
                {
                    Add(child, level + 1);
                    continue;
                }
                long[] start = [.. Enumerable.Range(0, dimensions).Select(axis => content.Int64(at + 8 + 8 * axis))];
                if (!seen.Add(child))
                {
                    throw Content.Damaged($"two chunks of its dataset {Hdf5File.Shown(name)} are one");
                }
                ReadOnlySpan<byte> packed = content.At(child, content.UInt32(at));
                budget.Take(packed.Length);
                byte[] unpacked = Unpack(packed, content.UInt32(at + 4), (long)chunkCount * _type!.Bytes);
                Copy(_type.Read(unpacked), start, chunk, values);
            }
        }
    }

    /// <summary>Copies a chunk; what it has beyond the end of the dataset is left out.</summary>
    private void Copy(float[] from, long[] start, long[] chunk, float[] values)
    {
        long[] index = new long[chunk.Length];
        foreach (float value in from)
        {
            long at = 0;
            bool isInside = true;
            for (int axis = 0; axis < index.Length; axis++)
            {
                long place = start[axis] + index[axis];
                isInside &= place >= 0 && place < _shape![axis];
                at = at * _shape![axis] + place;
            }
            if (isInside)
            {
                values[at] = value;
            }
            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == chunk[axis]; axis--)
            {
                index[axis] = 0;
            }
        }
    }

    /// <summary>Undoes the filters of a chunk, the last first; each bit of the mask leaves one out.</summary>
    private byte[] Unpack(ReadOnlySpan<byte> packed, uint mask, long count)
    {
        const int Deflate = 1, Shuffle = 2, Checksum = 3;
        byte[] bytes = packed.ToArray();
        for (int i = _filters.Count - 1; i >= 0; i--)
        {
            if ((mask >> i & 1) == 1)
            {
                continue;
            }
            bytes = _filters[i].Id switch
            {
                Deflate => Inflate(bytes, count),
                Shuffle => Unshuffle(bytes, _filters[i].Value),
                Checksum when bytes.Length >= 4 => bytes[..^4],
                _ => throw Content.Unsupported(
                    $"its dataset {Hdf5File.Shown(name)} is compressed with filter {_filters[i].Id}",
                    "save it with gzip or without compression"),
            };
        }
        return bytes.Length == count ? bytes : throw Content.Damaged($"a chunk of its dataset {Hdf5File.Shown(name)} has another length");
    }

    private static byte[] Inflate(byte[] packed, long count)
    {
        using ZLibStream stream = new(new MemoryStream(packed), CompressionMode.Decompress);
        return Content.ReadFrom(stream, count);
    }

    /// <summary>From the first bytes of all numbers, then the second ones, and so on, to one number behind the other.</summary>
    private static byte[] Unshuffle(byte[] bytes, int size)
    {
        if (size < 1 || bytes.Length % size != 0)
        {
            return bytes;
        }
        byte[] ordered = new byte[bytes.Length];
        int count = bytes.Length / size;
        for (int i = 0; i < bytes.Length; i++)
        {
            ordered[i % count * size + i / count] = bytes[i];
        }
        return ordered;
    }
}
