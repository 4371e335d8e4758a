using CsCheck;
using Saccade.Data.Formats;
using Saccade.Errors;
using Saccade.Images;

namespace Saccade.Tests.Data.Formats;

public sealed class IdxFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_gray_images_row_by_row_whatever_the_name(bool packed)
    {
        byte[] content = Idx.Counting(0, 2, 3, 4);
        string path = _folder.Write(packed ? "images" : "images.gz", packed ? Idx.Gzip(content) : content);
        IdxImages images = IdxFile.ReadImages(path);
        Assert.Equal(2, images.Count);
        Assert.Equal(new ImageSize(1, 3, 4), images.Size);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (byte)i), images.Pixels.ToArray());
    }

    [Fact]
    public void Reads_colour_images_and_labels()
    {
        ImageSet set = IdxFile.ReadPair(
            _folder.Write("images", Idx.Counting(0, 2, 3, 2, 2)), _folder.Write("labels", Idx.Gzip(Idx.Counting(7, 2))));
        Assert.Equal(new ImageSize(3, 2, 2), set.Size);
        Assert.Equal([7, 8], set.Labels.ToArray());
        Assert.Equal(Enumerable.Range(12, 12).Select(i => (byte)i), set.Image(1).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_is_written_is_read_back(int channels)
    {
        ImageSize size = new(channels, 2, 5);
        byte[] pixels = [.. Enumerable.Range(0, 4 * size.Pixels).Select(i => (byte)(37 * i))];
        IdxFile.WriteImages(_folder["i"], new ImageSet(pixels, new byte[4], size));
        IdxFile.WriteLabels(_folder["l"], new Labels(new byte[] { 3, 1, 4, 1 }));
        ImageSet read = IdxFile.ReadPair(_folder["i"], _folder["l"]);
        Assert.Equal(size, read.Size);
        Assert.Equal([3, 1, 4, 1], read.Labels.ToArray());
        Assert.Equal(pixels, Enumerable.Range(0, 4).SelectMany(i => read.Image(i).ToArray()));
        Assert.Equal(["i", "l"], _folder.Names);
    }

    [Fact]
    public void Writing_replaces_an_older_file_and_leaves_nothing_after_a_failure()
    {
        _folder.Write("l", [1, 2, 3]);
        IdxFile.WriteLabels(_folder["l"], new Labels(new byte[] { 5 }));
        Assert.Equal([5], IdxFile.ReadLabels(_folder["l"]).ToArray());
        Directory.CreateDirectory(_folder["taken"]);
        Assert.Equal(_folder["taken"], Refused(() => IdxFile.WriteLabels(_folder["taken"], new Labels(new byte[] { 5 }))).Path);
        Assert.Equal(
            _folder[Path.Combine("none", "l")],
            Refused(() => IdxFile.WriteLabels(_folder[Path.Combine("none", "l")], new Labels(new byte[] { 5 }))).Path);
        Assert.Equal(
            new ErrorData(ErrorKind.OutOfRange) { Path = _folder["empty"], Key = "elements", Value = 0, Allowed = "1 or more" },
            Refused(() => IdxFile.WriteLabels(_folder["empty"], new Labels(Array.Empty<byte>()))));
        Assert.Equal(["l", "taken"], _folder.Names);
    }

    /// <summary>The error's kind and its key, or else its detail; then the file.</summary>
    public static TheoryData<ErrorKind, string, byte[]> Malformed => new()
    {
        { ErrorKind.Damaged, "it is empty", [] },
        { ErrorKind.Damaged, "it ends within the IDX header", [0, 0, 8] },
        { ErrorKind.Damaged, "it ends within the IDX header", Idx.Header(8, 2, 3, 4)[..^1] },
        { ErrorKind.NotAllowed, "it is not an IDX file: it does not begin with two zero bytes", "PNG, perhaps"u8.ToArray() },
        { ErrorKind.NotAllowed, "element type = 0x0D", Idx.Header(0x0D, 2, 3, 4) },
        { ErrorKind.NotAllowed, "rank = 1", Idx.Counting(0, 5) },
        { ErrorKind.NotAllowed, "rank = 2", Idx.Counting(0, 2, 3) },
        { ErrorKind.NotAllowed, "rank = 255", [0, 0, 8, 255, .. new byte[2000]] },
        { ErrorKind.Damaged, "its header claims 0×28×28 elements, which is none", Idx.Header(8, 0, 28, 28) },
        { ErrorKind.Damaged, "its header claims 5×28×0 elements, which is none", Idx.Header(8, 5, 28, 0) },
        { ErrorKind.NotAllowed, "size = 2147483648×28×28 elements", Idx.Header(8, 1u << 31, 28, 28) },
        {
            ErrorKind.NotAllowed,
            "size = 4294967295×4294967295×4294967295×4294967295 elements",
            Idx.Header(8, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue)
        },
        {
            ErrorKind.Damaged,
            "its header claims 2000000×28×28 = 1568000000 elements, more than the file can hold",
            Idx.Header(8, 2_000_000, 28, 28)
        },
        { ErrorKind.Damaged, "its header claims 2×3×4 = 24 elements, more than the file can hold", Idx.Counting(0, 2, 3, 4)[..^1] },
        { ErrorKind.Damaged, "it holds more than the 2×3×4 = 24 elements that its header claims", [.. Idx.Counting(0, 2, 3, 4), 0] },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_images_are_refused_with_file_and_reason(ErrorKind kind, string reason, byte[] content)
    {
        foreach (byte[] file in new[] { content, Idx.Gzip(content) })
        {
            ErrorData error = Refused(() => IdxFile.ReadImages(_folder.Write("bad", file)));
            Assert.Equal(_folder["bad"], error.Path);
            // In a gzip file the emptiness and the lack of data show only while it is unpacked.
            if (file == content)
            {
                Assert.Equal((kind, reason), (error.Kind, error.Key is null ? error.Detail : $"{error.Key} = {error.Value}"));
            }
        }
    }

    [Fact]
    public void A_gzip_file_of_several_members_with_zeros_behind_them_is_read()
    {
        // Sizes whose last bytes in the trailer are zeros.
        foreach (uint count in new uint[] { 2, 20, 300 })
        {
            byte[] content = Idx.Counting(5, count, 16, 16);
            byte[] members = [.. Idx.Gzip(content[..7]), .. Idx.Gzip([]), .. Idx.Gzip(content[7..^1]), .. Idx.Gzip(content[^1..])];
            foreach (byte[] file in new[] { Idx.Gzip(content), members })
            {
                foreach (int zeros in new[] { 0, 1, 3, 700 })
                {
                    IdxImages read = IdxFile.ReadImages(_folder.Write("i.gz", [.. file, .. new byte[zeros]]));
                    Assert.Equal(content[16..], read.Pixels.ToArray());
                }
                Assert.Equal(ErrorKind.Damaged, Refused(() => IdxFile.ReadImages(_folder.Write("i.gz", [.. file, .. "x"u8]))).Kind);
                for (int cut = 1; cut < 40; cut++)
                {
                    Assert.Equal(ErrorKind.Damaged, Refused(() => IdxFile.ReadImages(_folder.Write("i.gz", file[..^cut]))).Kind);
                }
            }
        }
    }

    [Fact]
    public void Labels_are_whole_numbers_of_any_width()
    {
        byte[][] files =
        [
            [.. Idx.Header(0x08, 2), 7, 2], [.. Idx.Header(0x09, 2), 7, 2], [.. Idx.Header(0x0B, 2), 0, 7, 0, 2],
            [.. Idx.Header(0x0C, 2), 0, 0, 0, 7, 0, 0, 0, 2],
            // QMNIST: the class and seven numbers more.
            [.. Idx.Header(0x0C, 2, 8), .. Row(7), .. Row(2)],
        ];
        Assert.All(files, file => Assert.Equal([7, 2], IdxFile.ReadLabels(_folder.Write("l", file)).ToArray()));
        Assert.Equal([70_000], IdxFile.ReadLabels(_folder.Write("l", [.. Idx.Header(0x0C, 1), 0, 1, 0x11, 0x70])).ToArray());
        IdxFile.WriteLabels(_folder["l"], new Labels(new[] { 256, 1 }));
        Assert.Equal([256, 1], IdxFile.ReadLabels(_folder["l"]).ToArray());

        ErrorData negative = Refused(() => IdxFile.ReadLabels(_folder.Write("l", [.. Idx.Header(0x0B, 2), 0, 1, 0xFF, 0xFE])));
        Assert.Equal((ErrorKind.OutOfRange, "the label of image 1", -2), (negative.Kind, negative.Key, negative.Value));
        ErrorData columns = Refused(() => IdxFile.ReadLabels(_folder.Write("l", Idx.Counting(0, 2, 3))));
        Assert.Equal((ErrorKind.NotAllowed, "number of columns", 3, "8"), (columns.Kind, columns.Key, columns.Value, columns.Allowed));

        static byte[] Row(byte label) => [.. Enumerable.Repeat((byte)0, 3), label, .. Enumerable.Range(0, 28).Select(i => (byte)i)];
    }

    [Fact]
    public void Images_of_wider_whole_numbers_are_read_where_these_are_pixels()
    {
        Assert.Equal(
            [0, 255, 7],
            IdxFile.ReadImages(_folder.Write("i", [.. Idx.Header(0x0B, 1, 1, 3), 0, 0, 0, 255, 0, 7])).Pixels.ToArray());
        Assert.Equal([0, 0, 9], IdxFile.ReadImages(_folder.Write("i", [.. Idx.Header(0x09, 1, 1, 3), 0, 0, 9])).Pixels.ToArray());
        ErrorData wide = Refused(() => IdxFile.ReadImages(_folder.Write("i", [.. Idx.Header(0x0B, 1, 1, 2), 0, 0, 1, 0])));
        Assert.Equal((ErrorKind.OutOfRange, "a pixel", 256, "0 to 255"), (wide.Kind, wide.Key, wide.Value, wide.Allowed));
        Assert.Equal("scale the images to 0 to 255", wide.Remedy);
        ErrorData real = Refused(() => IdxFile.ReadImages(_folder.Write("i", [.. Idx.Header(0x0D, 1, 1, 1), 0, 0, 0, 0])));
        Assert.Equal((ErrorKind.NotAllowed, "element type", "0x0D"), (real.Kind, real.Key, real.Value));
        Assert.Equal("convert the numbers to whole ones, pixels from 0 to 255", real.Remedy);
    }

    [Fact]
    public void A_claim_that_the_file_cannot_hold_takes_no_memory()
    {
        string path = _folder.Write("liar", Idx.Gzip(Idx.Header(8, 2_000_000_000, 1, 1)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.StartsWith("its header claims 2000000000×1×1 = 2000000000 elements, ", Refused(() => IdxFile.ReadImages(path)).Detail);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_gzip_bomb_is_not_unpacked_beyond_its_claim()
    {
        byte[] bomb = Idx.Gzip([.. Idx.Header(8, 1, 2, 2), .. new byte[50_000_000]]);
        string path = _folder.Write("bomb", bomb);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.StartsWith("it holds more", Refused(() => IdxFile.ReadImages(path)).Detail);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Every_truncation_of_a_gzip_file_is_refused()
    {
        byte[] whole = Idx.Gzip(Idx.Counting(0, 5, 7, 3));
        for (int length = 0; length < whole.Length; length++)
        {
            string path = _folder.Write("short", whole[..length]);
            Assert.Equal(path, Refused(() => IdxFile.ReadImages(path)).Path);
        }
    }

    [Fact]
    public void Damage_in_a_gzip_file_is_refused()
    {
        byte[] whole = Idx.Gzip(Idx.Counting(0, 5, 7, 3));
        for (int at = 10; at < whole.Length; at += 7)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x20;
            string path = _folder.Write("damaged", damaged);
            Refused(() => IdxFile.ReadImages(path));
        }
    }

    [Fact]
    public void Random_bytes_never_escape_as_another_exception() =>
        Gen.Byte.Array[0, 40].Select(Gen.Bool, (bytes, idx) => idx ? [0, 0, 8, 3, .. bytes] : bytes).Sample(bytes =>
        {
            string path = _folder.Write("random", bytes);
            try
            {
                _ = IdxFile.ReadImages(path);
            }
            catch (SaccadeException refusal)
            {
                Assert.Equal(path, refusal.Error.Path);
            }
        }, iter: 300, threads: 1);

    [Fact]
    public void Missing_files_folders_and_swapped_or_unequal_pairs_are_refused()
    {
        string images = _folder.Write("images", Idx.Counting(0, 2, 3, 4));
        string labels = _folder.Write("labels", Idx.Counting(0, 3));
        Assert.Equal(new ErrorData(ErrorKind.Missing) { Path = _folder["none"] }, Refused(() => IdxFile.ReadImages(_folder["none"])));
        ErrorData folder = Refused(() => IdxFile.ReadLabels(_folder.Path));
        Assert.Equal((ErrorKind.Unreadable, _folder.Path, "it is a folder"), (folder.Kind, folder.Path, folder.Detail));
        Assert.Equal("are images and labels swapped?", Refused(() => IdxFile.ReadPair(labels, images)).Remedy);
        ErrorData pair = Refused(() => IdxFile.ReadPair(images, labels));
        Assert.Equal((ErrorKind.Mismatch, images, "number of images", 2), (pair.Kind, pair.Path, pair.Key, pair.Value));
        Assert.Equal($"{labels} holds 3 labels", pair.Detail);
    }

    private static ErrorData Refused(Action read)
    {
        SaccadeException refused = Assert.Throws<SaccadeException>(read);
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Error;
    }
}
