namespace Saccade.Experiments.Import.Formats;

/// <summary>The memory of one or several tensors in a checkpoint of PyTorch.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">The class that its pickle names, such as <c>torch.FloatStorage</c>.</param>
/// <param name="Count">Numbers.</param>
internal sealed record PyTorchStorage(string Key, string Type, long Count)
{
    /// <summary>Bytes of a number of each type; the numbers of some are whole, and never read.</summary>
    private static readonly Dictionary<string, int> s_bytes = new()
    {
        ["DoubleStorage"] = 8,
        ["FloatStorage"] = 4,
        ["HalfStorage"] = 2,
        ["BFloat16Storage"] = 2,
        ["LongStorage"] = 8,
        ["IntStorage"] = 4,
        ["ShortStorage"] = 2,
        ["CharStorage"] = 1,
        ["ByteStorage"] = 1,
        ["BoolStorage"] = 1,
    };

    public static IReadOnlyCollection<string> Types => s_bytes.Keys;

    /// <summary>Its bytes in the file.</summary>
    public long Bytes => BytesOf(Count);

    /// <summary>The bytes of some of its numbers.</summary>
    public long BytesOf(long numbers) => Count is >= 0 and <= int.MaxValue ? numbers * s_bytes[Type]
        : throw Content.Damaged($"a tensor in it has {Count} values");

    /// <summary>The numbers, from its bytes.</summary>
    public float[] Read(ReadOnlySpan<byte> bytes)
    {
        NumberType type = Type switch
        {
            "DoubleStorage" => NumberType.Double,
            "FloatStorage" => NumberType.Single,
            "HalfStorage" => NumberType.Half,
            "BFloat16Storage" => NumberType.BrainFloat,
            _ => throw Content.Unsupported($"a weight of it is a torch.{Type}, not floating-point numbers"),
        };
        return type.Read(bytes);
    }
}
