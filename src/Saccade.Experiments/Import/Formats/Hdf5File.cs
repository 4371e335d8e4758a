namespace Saccade.Experiments.Import.Formats;

/// <summary>
/// Reads the datasets of an HDF5 file as h5py and Chainer write it by default: superblock of version 0 or 1, groups with symbol tables,
/// values in one piece or in chunks, packed with gzip or not. Each part of the file is read at most once, so that every circle ends, and
/// all that is read of headers and trees is together no longer than the file.
/// </summary>
internal sealed class Hdf5File
{
    private const int MostGroups = 16;

    private readonly Content _content;
    private readonly HashSet<long> _seen = [];
    private readonly List<StoredTensor> _found = [];
    private readonly Hdf5Budget _budget;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    private Hdf5File(Content content) => (_content, _budget) = (content, new(content.Length));

    /// <summary>Whether a file begins as HDF5 does.</summary>
    public static bool Begins(Content content) => content.BeginsWith(Magic);

    /// <summary>The datasets of floating-point numbers; groups and names are joined by dots.</summary>
    public static IReadOnlyList<StoredTensor> Read(Content content)
    {
        int version = content.Byte(8);
        if (version > 1 || content.Byte(13) != 8 || content.Byte(14) != 8)
        {
            throw Content.Unsupported(
                $"its superblock has version {version}, and only 0 and 1 with addresses of 8 bytes are read",
                "save it with h5py's default, libver='earliest'");
        }
        Hdf5File file = new(content);
        // The root entry lies behind four addresses, the third of which is the end of the file.
        int addresses = 24 + (version == 1 ? 4 : 0);
        content.RequireLength(content.Int64(addresses + 16));
        file.AddObject("", content.Int64(addresses + 32 + 8), 0);
        return file._found;
    }

    /// <summary>A name for a message.</summary>
    public static string Shown(string name) => TerminalText.OneLine(name, 80);

    /// <summary>Reads the header of a group or dataset: a list of messages, which may continue elsewhere.</summary>
    private void AddObject(string name, long at, int depth)
    {
        if (!_seen.Add(at))
        {
            return;
        }
        if (_content.Byte(at) != 1)
        {
            throw Content.Unsupported(
                $"the header of {Shown(name)} has version {_content.Byte(at)}", "save it with h5py's default, libver='earliest'");
        }
        Hdf5Dataset dataset = new(_content, name);
        Queue<(long Start, long Length)> blocks = new([(at + 16, _content.UInt32(at + 8))]);
        while (blocks.TryDequeue(out (long Start, long Length) block))
        {
            _budget.Take(_content.At(block.Start, block.Length).Length);
            for (long message = block.Start; message + 8 <= block.Start + block.Length;)
            {
                long body = message + 8;
                switch (_content.UInt16(message))
                {
                    case 0x01: dataset.AddShape(body); break;
                    case 0x03: dataset.AddType(body); break;
                    case 0x08: dataset.AddLayout(body); break;
                    case 0x0B: dataset.AddFilters(body); break;
                    case 0x10 when _seen.Add(_content.Int64(body)): blocks.Enqueue((_content.Int64(body), _content.Int64(body + 8))); break;
                    case 0x11 when depth < MostGroups: AddGroup(name, _content.Int64(body), _content.Int64(body + 8), depth); break;
                }
                message = body + _content.UInt16(message + 2);
            }
        }
        if (dataset.Tensor() is StoredTensor tensor)
        {
            _found.Add(tensor);
        }
    }

    /// <summary>Reads a node of the tree of a group; names are in the group's heap.</summary>
    private void AddGroup(string name, long node, long heap, int depth)
    {
        if (!_seen.Add(node))
        {
            return;
        }
        if (_content.At(node, 4).SequenceEqual("TREE"u8))
        {
            int children = _content.UInt16(node + 6);
            _budget.Take(24 + 16L * children);
            for (int i = 0; i < children; i++)
            {
                // As deep as the tree is, this ends: every node counts once, but the stack must hold.
                AddGroup(name, _content.Int64(node + 24 + 16L * i + 8), heap, depth < MostGroups ? depth + 1 : throw TooDeep(name));
            }
            return;
        }
        if (!_content.At(node, 4).SequenceEqual("SNOD"u8) || !_content.At(heap, 4).SequenceEqual("HEAP"u8))
        {
            throw Content.Damaged($"the members of {Shown(name)} cannot be found");
        }
        long names = _content.Int64(heap + 24);
        int members = _content.UInt16(node + 6);
        _budget.Take(8 + 40L * members);
        for (int i = 0; i < members; i++)
        {
            long entry = node + 8 + 40L * i;
            long member = _content.Int64(entry + 8);
            if (!_seen.Contains(member))
            {
                string label = Label(names, _content.Int64(entry));
                AddObject(StoredTensor.Joined(name, label), member, depth + 1);
            }
        }
    }

    private string Label(long names, long offset)
    {
        long start = names is >= 0 and <= int.MaxValue && offset is >= 0 and <= int.MaxValue ? names + offset : -1;
        return _content.TextUntil(start, 0);
    }

    private static SaccadeException TooDeep(string name) => Content.Damaged($"the groups of {Shown(name)} are too deep");
}
