using System.Text.Json;

namespace Saccade.Checkpoints;

/// <summary>The JSON header of a safetensors file, parsed and checked for consistency.</summary>
internal sealed class TensorHeader
{
    public const string MetadataKey = "__metadata__";
    public const string ChecksumKey = "sha256";

    /// <summary>States that there is a checksum, which detects a flipped bit in the checksum's key.</summary>
    public const string VersionKey = "saccade";
    public const string Version = "1";
    public const int ChecksumDigits = 64;
    public const int MaxBytes = 16 << 20;

    private const int MostValues = int.MaxValue / sizeof(float);

    // As many as an array of NumPy may have; a shape is also printed.
    private const int MostDimensions = 64;

    private readonly HashSet<string> _names = [];

    private TensorHeader() { }

    public List<TensorEntry> Entries { get; } = [];

    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>The position of the checksum's digits in the header; -1 without a checksum.</summary>
    public int ChecksumAt { get; private set; } = -1;

    /// <exception cref="SaccadeException">The header is inconsistent; the error has no path.</exception>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public static TensorHeader Parse(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 4 });
        TensorHeader header = new();
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject, "the header");
        while (NextProperty(ref reader, out string name))
        {
            if (!header._names.Add(name))
            {
                throw TensorFile.Damaged($"{TensorFile.Quote(name)} appears twice in its header");
            }
            if (name == MetadataKey)
            {
                header.ReadMetadata(ref reader);
            }
            else
            {
                header.Entries.Add(ReadEntry(ref reader, name));
            }
        }
        // Reading to the end throws if anything but white space follows.
        while (reader.Read())
        {
        }
        return header;
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, MetadataKey);
        while (NextProperty(ref reader, out string key))
        {
            Expect(ref reader, JsonTokenType.String, $"metadata {TensorFile.Quote(key)}");
            if (key == ChecksumKey)
            {
                if (reader.ValueIsEscaped || reader.ValueSpan.Length != ChecksumDigits)
                {
                    throw TensorFile.Damaged($"its checksum is not {ChecksumDigits} digits long");
                }
                ChecksumAt = (int)reader.TokenStartIndex + 1;
            }
            if (!Metadata.TryAdd(key, reader.GetString()!))
            {
                throw TensorFile.Damaged($"{TensorFile.Quote(key)} appears twice in its metadata");
            }
        }
    }

    private static TensorEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string quoted = TensorFile.Quote(name);
        (string? type, List<long>? shape, List<long>? offsets) = (null, null, null);
        Expect(ref reader, JsonTokenType.StartObject, quoted);
        while (NextProperty(ref reader, out string key))
        {
            switch (key)
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String, $"the dtype of {quoted}");
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, $"the shape of {quoted}");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, $"the offsets of {quoted}");
                    break;
                default:
                    throw TensorFile.Damaged($"tensor {quoted} has a key {TensorFile.Quote(key)} that is unknown or appears twice");
            }
        }
        if (type is null || shape is null || offsets is not [long begin, long end])
        {
            throw TensorFile.Damaged($"tensor {quoted} lacks its dtype, its shape or its two offsets");
        }
        long count = Count(shape, quoted);
        // The length of a tensor of an unknown type, which is skipped, says only where the next one begins.
        if (begin > end || (TensorType.Bytes(type) is int bytes && end - begin != count * bytes))
        {
            throw TensorFile.Damaged($"the shape of tensor {quoted} does not fit its offsets {begin} to {end}");
        }
        return new TensorEntry(name, type, [.. shape.Select(length => (int)length)], begin, end);
    }

    private static long Count(List<long> shape, string quoted)
    {
        long count = 1;
        foreach (long length in shape)
        {
            // Each factor is less than 2³¹ and so is the product so far: it cannot overflow. A span counts bytes in an int.
            count = length <= MostValues ? count * length : long.MaxValue;
            if (count > MostValues)
            {
                throw TensorFile.Damaged($"tensor {quoted} is too large for memory");
            }
        }
        return count;
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string what)
    {
        List<long> numbers = [];
        Expect(ref reader, JsonTokenType.StartArray, what);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (numbers.Count == MostDimensions)
            {
                throw TensorFile.Damaged($"{what} has more than {MostDimensions} numbers");
            }
            Expect(ref reader, JsonTokenType.Number, what);
            numbers.Add(reader.TryGetInt64(out long number) && number >= 0
                ? number
                : throw TensorFile.Damaged($"{what} must be whole numbers from 0 on"));
        }
        return numbers;
    }

    /// <summary>Moves to the next property's value; false at the end of the object.</summary>
    private static bool NextProperty(ref Utf8JsonReader reader, out string name)
    {
        reader.Read();
        name = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString()! : "";
        return reader.TokenType == JsonTokenType.PropertyName && reader.Read();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw TensorFile.Damaged($"{what} is a JSON {reader.TokenType} where a {type} belongs");
        }
    }
}
