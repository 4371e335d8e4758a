using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Saccade.Networks;

/// <summary>A list of whole numbers that is compared by value, such as the filters of each layer. Immutable and thread-safe.</summary>
[CollectionBuilder(typeof(IntegerList), nameof(Create))]
[JsonConverter(typeof(Json))]
public sealed class IntegerList : IReadOnlyList<int>, IEquatable<IntegerList>
{
    private readonly int[] _values;

    private IntegerList(ReadOnlySpan<int> values) => _values = values.ToArray();

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <inheritdoc/>
    public int this[int index] => _values[index];

    /// <summary>Creates a list of copies of these numbers.</summary>
    public static IntegerList Create(ReadOnlySpan<int> values) => new(values);

    /// <inheritdoc/>
    public bool Equals(IntegerList? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IntegerList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        Array.ForEach(_values, hash.Add);
        return hash.ToHashCode();
    }

    /// <summary>The numbers as TOML and JSON have them, such as <c>[32, 64]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => _values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _values.GetEnumerator();

    internal sealed class Json : JsonConverter<IntegerList>
    {
        public override IntegerList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            List<int> values = [];
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new JsonException();
            }
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                values.Add(reader.GetInt32());
            }
            return [.. values];
        }

        public override void Write(Utf8JsonWriter writer, IntegerList value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            Array.ForEach(value._values, writer.WriteNumberValue);
            writer.WriteEndArray();
        }
    }
}
