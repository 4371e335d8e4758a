using System.IO.Compression;
using System.Text;
using Saccade.Data.Formats;
using Saccade.Errors;
using Saccade.Images;

namespace Saccade.Tests.Data.Formats;

public sealed class NumpyFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, "(3, 2, 5)")]
    [InlineData(3, "(3, 3, 2, 5)")]
    public void Images_and_labels_are_arrays_of_bytes_with_their_shapes(int channels, string shape)
    {
        ImageSet set = Digits.Noise(3, new(channels, 2, 5));
        NumpyFile.WriteArchive(_folder["set.npz"], set);
        using ZipArchive archive = ZipFile.OpenRead(_folder["set.npz"]);
        Assert.Equal(["images.npy", "labels.npy"], archive.Entries.Select(entry => entry.FullName));
        AssertArray(Content(archive.Entries[0]), shape, [.. set.Image(0), .. set.Image(1), .. set.Image(2)]);
        AssertArray(Content(archive.Entries[1]), "(3,)", [0, 1, 2]);
    }

    [Fact]
    public void The_same_set_gives_the_same_bytes_and_replaces_an_older_file()
    {
        ImageSet set = Digits.Noise(20, new(1, 28, 28));
        _folder.Write("a.npz", [1, 2, 3]);
        NumpyFile.WriteArchive(_folder["a.npz"], set);
        NumpyFile.WriteArchive(_folder["b.npz"], set);
        Assert.Equal(File.ReadAllBytes(_folder["a.npz"]), File.ReadAllBytes(_folder["b.npz"]));
        using ZipArchive archive = ZipFile.OpenRead(_folder["a.npz"]);
        Assert.All(archive.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
        Assert.All(archive.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
    }

    [Fact]
    public void Arrays_of_any_type_have_their_types_shapes_and_little_endian_elements()
    {
        NumpyFile.WriteArchive(_folder["a.npz"],
            [
                NumpyArray.Of("whole", [1, -2], 2, 1),
                NumpyArray.Of("real", [0.5f], 1),
                NumpyArray.Of("bytes", (byte[])[7, 8, 9], 1, 3),
                NumpyArray.Of("none", Array.Empty<float>(), 0, 4),
            ]);
        using ZipArchive archive = ZipFile.OpenRead(_folder["a.npz"]);
        Assert.Equal(["whole.npy", "real.npy", "bytes.npy", "none.npy"], archive.Entries.Select(entry => entry.FullName));
        AssertArray(Content(archive.Entries[0]), "(2, 1)", [1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF], "<i4");
        AssertArray(Content(archive.Entries[1]), "(1,)", [0, 0, 0, 0x3F], "<f4");
        AssertArray(Content(archive.Entries[2]), "(1, 3)", [7, 8, 9]);
        AssertArray(Content(archive.Entries[3]), "(0, 4)", [], "<f4");
        Assert.Contains("needs 6", Assert.Throws<ArgumentException>(() => NumpyArray.Of("x", [1, 2], 2, 3)).Message);
    }

    [Fact]
    public void Nothing_is_left_where_the_file_cannot_be_written()
    {
        ImageSet set = Digits.Noise(2, new(1, 2, 2));
        Directory.CreateDirectory(_folder["taken"]);
        Assert.Equal(_folder["taken"], Assert.Throws<SaccadeException>(() => NumpyFile.WriteArchive(_folder["taken"], set)).Error.Path);
        string path = _folder[Path.Combine("none", "a")];
        ErrorData error = Assert.Throws<SaccadeException>(() => NumpyFile.WriteArchive(path, set)).Error;
        Assert.Equal((ErrorKind.Unwritable, path, $"the folder {_folder["none"]} does not exist"), (error.Kind, error.Path, error.Detail));
        Assert.Equal(["taken"], _folder.Names);
    }

    /// <summary>Checks a .npy file of format 1.0 by its specification.</summary>
    private static void AssertArray(byte[] file, string shape, byte[] elements, string type = "|u1")
    {
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0], file[..8]);
        int length = file[8] + 256 * file[9];
        Assert.Equal(0, (10 + length) % 64);
        string header = Encoding.ASCII.GetString(file, 10, length);
        Assert.Equal($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}", header.TrimEnd());
        Assert.EndsWith("\n", header);
        Assert.Equal(elements, file[(10 + length)..]);
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
