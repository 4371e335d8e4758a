using System.IO.Compression;
using System.Text;
using Saccade.Errors;
using Saccade.Experiments.Import;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Experiments.Import;

/// <summary>Small files that claim much; tests/Saccade.Reliability/Fuzzing/HostileWeights.cs has larger ones.</summary>
public sealed class WeightFileTests : IDisposable
{
    private const int Zeros = 16 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_pickle_that_is_packed_a_thousand_times_shorter_is_refused()
    {
        Archive(("x/data.pkl", new byte[Zeros]));
        Assert.Contains("packed", Refused());
    }

    [Fact]
    public void Of_a_storage_only_what_a_tensor_needs_is_read()
    {
        Archive(("x/data.pkl", Pickle(shape: "(K\u0002t", strides: "(K\u0003t")), ("x/data/0", new byte[Zeros]));
        Assert.Equal([0, 0], Read());
        // From the first to the second of them there are 2³⁰ numbers.
        Archive(("x/data.pkl", Pickle(shape: "(K\u0002t", strides: "(J\0\0\0\u0040t")), ("x/data/0", new byte[Zeros]));
        Refused();
    }

    [Theory]
    [InlineData("(K\u0001K\u0001t", "(K\u0001t", "the shape of a tensor")] // two lengths, one stride
    [InlineData("(Nt", "(K\u0001t", "the shape of a tensor")]
    [InlineData("(K\u0002t", "(J\u00ff\u00ff\u00ff\u00fft", "beyond its storage")] // −1
    [InlineData("(K\u0002t", "(\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007ft", "beyond its storage")] // 2⁶³ − 1
    public void A_tensor_that_its_storage_cannot_hold_is_refused(string shape, string strides, string why)
    {
        Archive(("x/data.pkl", Pickle(shape, strides)), ("x/data/0", new byte[64]));
        Assert.Contains(why, Refused());
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(65, true)]
    public void An_array_has_up_to_64_dimensions(int dimensions, bool isRefused)
    {
        string ones = string.Concat(Enumerable.Repeat("1, ", dimensions));
        Archive(("a.npy", Array($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({ones}), }}\n")));
        if (isRefused)
        {
            Assert.Contains("64 dimensions", Refused());
        }
        else
        {
            Assert.Equal([0], Read());
        }
    }

    [Fact]
    public void A_header_of_an_array_has_up_to_4_KiB_and_an_archive_4096_arrays()
    {
        Archive(("a.npy", Array($"{{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }}{new string(' ', 5000)}\n")));
        Assert.Contains("does not begin as NumPy writes it", Refused());
        Archive([.. Enumerable.Range(0, 4097).Select(i => ($"{i}.npy", System.Array.Empty<byte>()))]);
        Assert.Contains("4096 arrays", Refused());
    }

    [Fact]
    public void A_header_of_a_length_that_begins_like_a_pickle_is_one_of_safetensors()
    {
        const int Length = 0x280;
        string header = """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""".PadRight(Length);
        File.WriteAllBytes(_folder["file"], [.. BitConverter.GetBytes((long)Length), .. Encoding.UTF8.GetBytes(header), 0, 0, 0x80, 0x3f]);
        Assert.Equal([1], Read());
    }

    private float[] Read() => WeightFile.Read(_folder["file"], tensors => tensors.SelectMany(tensor => tensor.Read()).ToArray());

    /// <summary>The message; the file is refused without much memory.</summary>
    private string Refused()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        SaccadeException error = Assert.Throws<SaccadeException>(Read);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Zeros / 2);
        Assert.Equal(_folder["file"], error.Error.Path);
        return error.Message;
    }

    /// <summary>A checkpoint of one tensor in a storage that claims 2³¹ − 1 numbers.</summary>
    private static byte[] Pickle(string shape, string strides) => Encoding.Latin1.GetBytes(
        "\u0080\u0002}S'w'\nctorch._utils\n_rebuild_tensor_v2\n((S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\n"
            + $"J\u00ff\u00ff\u00ff\u007ftQK\0{shape}{strides}tRs.");

    private static byte[] Array(string header) =>
    [
        .. Encoding.Latin1.GetBytes("\u0093NUMPY\u0001\0"), .. BitConverter.GetBytes((ushort)header.Length),
        .. Encoding.Latin1.GetBytes(header), 0, 0, 0, 0,
    ];

    private void Archive(params (string Name, byte[] Content)[] entries)
    {
        using ZipArchive archive = new(File.Create(_folder["file"]), ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in entries)
        {
            using Stream entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }
    }
}
