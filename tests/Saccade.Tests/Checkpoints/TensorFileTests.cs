using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Networks;

namespace Saccade.Tests.Checkpoints;

public sealed class TensorFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_made_by_hand_is_read()
    {
        byte[] file = Foreign(
            """{"b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""",
            [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0xC0, 0x7F]);
        TensorFile read = Read(file);
        Assert.Equal(["b", "a"], read.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1f], read.Tensor("a").Values);
        Assert.Equal([-2f, float.NaN], read.Tensor("b", 2, 1).Values);
        Assert.Empty(read.Metadata);
    }

    [Fact]
    public void Floating_point_numbers_of_other_sizes_are_converted_and_other_tensors_are_skipped()
    {
        byte[] file = Foreign(
            """
            {"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]},
            "c":{"dtype":"F64","shape":[2],"data_offsets":[8,24]},"d":{"dtype":"I64","shape":[1],"data_offsets":[24,32]},
            "e":{"dtype":"NEW","shape":[3],"data_offsets":[32,33]},"f":{"dtype":"F32","shape":[1],"data_offsets":[33,37]}}
            """,
            [
                .. BitConverter.GetBytes((Half)1.5), .. BitConverter.GetBytes(Half.PositiveInfinity), 0x80, 0x3F, 0x20, 0xC0,
                .. BitConverter.GetBytes(-0.1), .. BitConverter.GetBytes(1e300), .. new byte[9], .. BitConverter.GetBytes(7f),
            ]);
        TensorFile read = Read(file);
        Assert.Equal(["a", "b", "c", "f"], read.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1.5f, float.PositiveInfinity], read.Tensor("a", 2).Values);
        Assert.Equal([1f, -2.5f], read.Tensor("b", 2).Values);
        Assert.Equal([-0.1f, float.PositiveInfinity], read.Tensor("c", 2).Values);
        Assert.Equal([7f], read.Tensor("f", 1).Values);
        Assert.Equal([("d", "I64"), ("e", "NEW")], read.Skipped.Select(tensor => (tensor.Name, tensor.Type)));
        ErrorData needed = Assert.ThrowsAny<SaccadeException>(() => read.Tensor("d", 1)).Error;
        Assert.Equal((ErrorKind.WrongType, "d", "convert it to one of F64, F32, F16 and BF16"), (needed.Kind, needed.Key, needed.Remedy));
    }

    [Fact]
    public void Many_numbers_are_converted_in_chunks()
    {
        float[] values = [.. Enumerable.Range(0, 100_001).Select(i => (float)i)];
        byte[] file = Foreign(
            """{"a":{"dtype":"F64","shape":[100001],"data_offsets":[0,800008]}}""",
            [.. values.SelectMany(value => BitConverter.GetBytes((double)value))]);
        Assert.Equal(values, Read(file).Tensor("a", 100_001).Values);
    }

    [Fact]
    public void Changed_content_is_told_and_can_be_accepted()
    {
        byte[] bytes = Bytes(Small());
        bytes[^1] ^= 1;
        ErrorData error = Refused(bytes);
        Assert.Equal((ErrorKind.Damaged, "fetch it again"), (error.Kind, error.Remedy));
        Assert.EndsWith("which was changed after it was written", error.Detail);
        Assert.Throws<ChangedContentException>(() => Read(bytes));
        Assert.Equal(["w", "none", "x"], TensorFile.Read(new MemoryStream(bytes), "f", true).Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void A_removed_checksum_can_be_accepted()
    {
        byte[] bytes = Foreign("""{"__metadata__":{"saccade":"1"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", new byte[4]);
        Assert.Throws<ChangedContentException>(() => Read(bytes));
        Assert.Single(TensorFile.Read(new MemoryStream(bytes), "f", true).Tensors);
    }

    [Fact]
    public void A_shape_has_a_bounded_number_of_dimensions()
    {
        Assert.Single(Read(Of(64)).Tensors);
        Assert.EndsWith("has more than 64 numbers", Refused(Of(65)).Detail);

        static byte[] Of(int dimensions) => Foreign(
            $$$"""{"a":{"dtype":"F32","shape":[{{{string.Join(',', Enumerable.Repeat(1, dimensions))}}}],"data_offsets":[0,4]}}""",
            [0, 0, 0, 0]);
    }

    [Fact]
    public void What_is_written_has_the_layout_of_the_format()
    {
        Small().Write(_folder["a"]);
        byte[] bytes = File.ReadAllBytes(_folder["a"]);
        int header = BitConverter.ToInt32(bytes);
        string json = Encoding.UTF8.GetString(bytes, 8, header);
        Assert.Equal(0, (8 + header) % 8);
        Assert.StartsWith("""{"__metadata__":{"saccade":"1","sha256":""", json);
        Assert.EndsWith(
            """
            "note":"gr\u00FC\u00DFe"},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}
            """
                + ""","none":{"dtype":"F32","shape":[0,3],"data_offsets":[16,16]},"x":{"dtype":"F32","shape":[],"data_offsets":[16,20]}}""",
            json.TrimEnd());
        Assert.Equal(8 + header + 20, bytes.Length);

        // The checksum as documented: over the whole file with its own digits zeroed.
        int digits = bytes.AsSpan().IndexOf("sha256\":\""u8) + 9;
        string stored = Encoding.UTF8.GetString(bytes, digits, 64);
        bytes.AsSpan(digits, 64).Fill((byte)'0');
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), stored);
    }

    [Fact]
    public void Any_tensors_and_texts_come_back_and_give_the_same_bytes()
    {
        Gen<NamedTensor> tensors = Gen.Select(Gen.String, Gen.Int[0, 4].Array[0, 3], Gen.UInt, (name, shape, seed) =>
            new NamedTensor(
                Valid(name),
                shape,
                [
                    .. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b))
                        .Select(i => BitConverter.UInt32BitsToSingle(seed * (uint)i)),
                ]));
        Gen.Select(tensors.Array[0, 5], Gen.Dictionary(Gen.String.Select(Valid), Gen.String.Select(Valid))[0, 3]).Sample((drawn, texts) =>
        {
            texts.Remove("sha256");
            texts.Remove("saccade");
            TensorFile file = new([.. drawn.DistinctBy(tensor => tensor.Name).Where(tensor => tensor.Name != "__metadata__")], texts);
            byte[] bytes = Bytes(file);
            TensorFile read = Read(bytes);
            Assert.Equal(file.Metadata, read.Metadata);
            Assert.Equal(file.Tensors.Select(tensor => tensor.Name), read.Tensors.Select(tensor => tensor.Name));
            foreach ((NamedTensor before, NamedTensor after) in file.Tensors.Zip(read.Tensors))
            {
                Assert.Equal(before.Shape, after.Shape);
                Assert.Equal(before.Values.Select(BitConverter.SingleToUInt32Bits), after.Values.Select(BitConverter.SingleToUInt32Bits));
            }
            Assert.Equal(bytes, Bytes(read));
        }, iter: 200);
    }

    [Fact]
    public void Every_single_flipped_bit_is_noticed()
    {
        byte[] bytes = Bytes(Small());
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.ThrowsAny<SaccadeException>(() => Read(damaged));
        }
    }

    [Fact]
    public void Every_truncation_and_an_added_byte_are_noticed()
    {
        byte[] bytes = Bytes(Small());
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.ThrowsAny<SaccadeException>(() => Read(bytes[..length]));
        }
        Assert.ThrowsAny<SaccadeException>(() => Read([.. bytes, 0]));
    }

    [Fact]
    public void Random_mutations_never_throw_anything_else()
    {
        byte[] ours = Bytes(Small());
        byte[] foreign = Foreign("""{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", new byte[4]);
        Gen<byte> likely = Gen.OneOf(Gen.Byte, Gen.OneOf<byte>([.. "{}[]\":,0123456789-+.eE\\/ntfu "u8]));
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, 10_000], likely, Gen.Int[0, 2]).Array[1, 8]).Sample((useOurs, edits) =>
        {
            List<byte> bytes = [.. useOurs ? ours : foreign];
            foreach ((int place, byte value, int kind) in edits)
            {
                int at = place % bytes.Count;
                if (kind == 0)
                {
                    bytes.Insert(at, value);
                }
                else if (kind == 1)
                {
                    bytes[at] = value;
                }
                else
                {
                    bytes.RemoveAt(at);
                }
            }
            try
            {
                Read([.. bytes]);
            }
            catch (SaccadeException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }, iter: 20_000);
    }

    [Theory]
    [InlineData("""[]""", "the header is a JSON StartArray")]
    [InlineData("""{"a":1}""", "'a' is a JSON Number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "does not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "does not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}""", "appears twice")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,4]}}""", "'a' does not fit its offsets 0 to 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}}""", "not JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "JSON String")]
    [InlineData("""{"a":{"dtype":"F32","shape":[536870912],"data_offsets":[0,2147483648]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967297],"data_offsets":[0,4]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", "too large")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        "'a' appears twice")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        "begins at 0 of the data, where 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "begins at 4 of the data, where 0")]
    [InlineData("""{}""", "make 0 bytes, but 4")]
    [InlineData("""{"__metadata__":{"k":1}}""", "metadata 'k'")]
    [InlineData("""{"__metadata__":{"k":"v","k":"w"}}""", "'k' appears twice")]
    [InlineData("""{"__metadata__":{"sha256":"abc"}}""", "64 digits")]
    [InlineData("""{"__metadata__":{"saccade":"1"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "checksum is missing")]
    [InlineData("""{"\ud800":1}""", "not JSON")]
    [InlineData("""{}{}""", "not JSON")]
    [InlineData("", "not JSON")]
    public void Wrong_headers_are_refused_with_their_reason(string json, string reason)
    {
        ErrorData error = Assert.ThrowsAny<SaccadeException>(() => Read(Foreign(json, new byte[4]))).Error;
        Assert.Equal((ErrorKind.Damaged, "file.safetensors"), (error.Kind, error.Path));
        Assert.Contains(reason, error.Detail);
    }

    [Fact]
    public void Headers_that_claim_too_much_or_nest_too_deep_are_refused()
    {
        Assert.Contains("does not begin with the length of a header", Refused([.. BitConverter.GetBytes(ulong.MaxValue), 0, 0]).Detail);
        Assert.Contains("announces a header", Refused([.. BitConverter.GetBytes(3UL), (byte)'{', (byte)'}']).Detail);
        Assert.ThrowsAny<SaccadeException>(() => Read(Foreign("{\"a\":" + new string('[', 1_000_000), [])));
        byte[] large = new byte[(16 << 20) + 100];
        BitConverter.GetBytes((16 << 20) + 1L).CopyTo(large, 0);
        Assert.Contains("does not begin with the length of a header", Refused(large).Detail);
    }

    [Fact]
    public void Missing_files_and_folders_are_named()
    {
        Assert.Equal(
            new ErrorData(ErrorKind.Missing) { Path = _folder["none"] },
            Assert.ThrowsAny<SaccadeException>(() => TensorFile.Read(_folder["none"])).Error);
        ErrorData folder = Assert.ThrowsAny<SaccadeException>(() => TensorFile.Read(_folder.Path)).Error;
        Assert.Equal((ErrorKind.Unreadable, _folder.Path, "it is a folder"), (folder.Kind, folder.Path, folder.Detail));
    }

    [Fact]
    public void A_tensor_that_is_missing_or_has_another_shape_is_named()
    {
        Small().Write(_folder["m"]);
        TensorFile file = TensorFile.Read(_folder["m"]);
        Assert.Contains(file.Tensors, tensor => tensor.Name == "w");
        Assert.Equal("grüße", file.Metadata["note"]);
        ErrorData missing = Assert.ThrowsAny<SaccadeException>(() => file.Tensor("v", 3, 4)).Error;
        Assert.Equal((ErrorKind.Missing, "v", _folder["m"]), (missing.Kind, missing.Key, missing.Path));
        Assert.Contains("[3, 4]", missing.Detail);
        ErrorData mismatch = Assert.ThrowsAny<SaccadeException>(() => file.Tensor("w", 4)).Error;
        Assert.Equal((ErrorKind.Mismatch, "w", _folder["m"]), (mismatch.Kind, mismatch.Key, mismatch.Path));
        Assert.Equal([2, 2], Assert.IsType<int[]>(mismatch.Value));
        Assert.Equal("[4]", mismatch.Allowed);
        Assert.DoesNotContain("nothing", file.Metadata.Keys);
    }

    [Fact]
    public void What_could_not_be_read_back_is_not_written()
    {
        NamedTensor one = new("a", [1], [1]);
        TensorFile[] wrong =
        [
            new([one, one], Texts()), new([one with { Name = "__metadata__" }], Texts()), new([one with { Shape = [2] }], Texts()),
            new([one with { Shape = [-1, -1] }], Texts()), new([one], Texts(("sha256", "x"))), new([one], Texts(("saccade", "x"))),
        ];
        Assert.All(wrong, file => Assert.ThrowsAny<SaccadeException>(() => file.Write(_folder["a"])));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    internal static TensorFile Small() => new(
        [new("w", [2, 2], [1, 2, 3, -0.5f]), new("none", [0, 3], []), new("x", [], [float.NaN])],
        Texts(("note", "grüße")));

    private static Dictionary<string, string> Texts(params (string Key, string Value)[] entries) =>
        entries.ToDictionary(e => e.Key, e => e.Value);

    private static TensorFile Read(byte[] bytes) => TensorFile.Read(new MemoryStream(bytes), "file.safetensors");

    private static ErrorData Refused(byte[] bytes) => Assert.ThrowsAny<SaccadeException>(() => Read(bytes)).Error;

    private static byte[] Bytes(TensorFile file)
    {
        using MemoryStream stream = new();
        TensorFileWriter.Write(stream, TensorFileWriter.Opening(file), file.Tensors);
        return stream.ToArray();
    }

    private static byte[] Foreign(string json, byte[] data)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        return [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. data];
    }

    private static string Valid(string text) => new([.. text.Where(c => !char.IsSurrogate(c))]);
}
