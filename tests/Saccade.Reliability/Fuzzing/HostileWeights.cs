using System.IO.Compression;
using System.Text;

namespace Saccade.Reliability.Fuzzing;

/// <summary>Small files of weights that once took memory or time far out of proportion to their length.</summary>
internal static class HostileWeights
{
    // What comes before and behind the object in a checkpoint of PyTorch of old: magic number, protocol, machine; the keys.
    private const string Opening = "\u0080\u0002\u008a\u000a\u006c\u00fc\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019."
        + "\u0080\u0002M\u00e9\u0003.\u0080\u0002}.\u0080\u0002";

    private const string Keys = "\u0080\u0002].";

    // Into the memo: 0 the call, 1 a storage of 2³¹ − 1 numbers, 2 the arguments of a tensor with one of them.
    private const string Tensor = "ctorch._utils\n_rebuild_tensor_v2\nq\00"
        + "(S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nJ\u00ff\u00ff\u00ff\u007ftQq\u00010"
        + "(h\u0001K\0(K\u0001t(K\u0001ttq\u00020";

    private const int Unpacked = 32 << 20;

    /// <summary>Two thousand tensors that share one shape of two thousand lengths, each of which had it copied.</summary>
    public static byte[] SharedShape() => Pickle(
        $"{Tensor}({Repeated("K\u0001", 2000)}tq\u00030(h\u0001K\0h\u0003h\u0003tq\u00040}}{Repeated("h\0h\u0004R0", 2000)}.");

    /// <summary>Three thousand entries of a dictionary that share one key of 8,000 characters, whose full names were all made.</summary>
    public static byte[] SharedName() => Pickle(
        $"{Tensor}h\0h\u0002Rq\u00030S'{Repeated("n", 8000)}'\nq\u00040}}S'a'\n}}({Repeated("h\u0004h\u0003", 3000)}us.");

    /// <summary>A pickle of zeros in an archive, a thousand times shorter.</summary>
    public static byte[] PackedPickle() => Archive(("x/data.pkl", new byte[Unpacked]));

    /// <summary>A tensor of one number in a storage that claims 2³¹ − 1, whose zeros were unpacked for it.</summary>
    public static byte[] PackedStorage() => Archive(
        ("x/data.pkl", Latin($"\u0080\u0002{Tensor}}}S'w'\nh\0h\u0002Rs.")), ("x/data/0", new byte[Unpacked]));

    /// <summary>A header of HDF5 that continues at each message of one block, each time to its end.</summary>
    public static byte[] OverlappingBlocks()
    {
        const int Header = 96, Blocks = 1000, Continuation = 24, Filters = 2000, Filter = 16;
        byte[] file = new byte[Header + 16 + Blocks * Continuation + Filters * Filter];
        Latin("\u0089HDF\r\n\u001a\n").CopyTo(file, 0);
        (file[13], file[14], file[64], file[Header]) = (8, 8, Header, 1);
        BitConverter.TryWriteBytes(file.AsSpan(Header + 8), Blocks * Continuation);
        int first = file.Length - Filters * Filter;
        for (int i = 0; i < Blocks; i++)
        {
            Span<byte> message = file.AsSpan(Header + 16 + i * Continuation, Continuation);
            (message[0], message[2]) = (0x10, 16);
            BitConverter.TryWriteBytes(message[8..], (long)first + i * Filter);
            BitConverter.TryWriteBytes(message[16..], (long)(Filters - i) * Filter);
        }
        for (int at = first; at < file.Length; at += Filter)
        {
            (file[at], file[at + 2], file[at + 8], file[at + 9]) = (0x0B, 8, 2, 1);
        }
        return file;
    }

    /// <summary>Arrays of twenty thousand dimensions.</summary>
    public static byte[] ManyDimensions()
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({Repeated("1, ", 20_000)}), }}\n";
        byte[] array = [.. Latin("\u0093NUMPY\u0001\0"), .. BitConverter.GetBytes((ushort)header.Length), .. Latin(header), 0, 0, 0, 0];
        return Archive([.. Enumerable.Range(0, 30).Select(i => ($"{i}.npy", array))]);
    }

    /// <summary>A tensor in ten thousand dictionaries, each of whose names was taken off the name of the tensor by a copy.</summary>
    public static byte[] NestedDictionaries()
    {
        string header = $"{{\"{Repeated("model.", 10_000)}x\":{{\"dtype\":\"F32\",\"shape\":[8],\"data_offsets\":[0,32]}}}}";
        return [.. BitConverter.GetBytes((long)header.Length), .. Latin(header), .. new byte[32]];
    }

    private static byte[] Pickle(string root) => Latin($"{Opening}{root}{Keys}");

    private static byte[] Archive(params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream file = new();
        using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return file.ToArray();
    }

    private static string Repeated(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
