using System.Text;

namespace Saccade.Experiments.Onnx;

/// <summary>A message in the encoding of Protocol Buffers: fields of a number and a value, one after the other.</summary>
internal sealed class ProtoMessage
{
    private const int Varint = 0, Bytes = 2;

    private readonly MemoryStream _content = new();

    /// <summary>Adds a whole number, a flag or a value of an enumeration.</summary>
    public ProtoMessage Add(int field, long value)
    {
        Write((ulong)(field << 3 | Varint));
        Write((ulong)value);
        return this;
    }

    /// <summary>Adds bytes.</summary>
    public ProtoMessage Add(int field, ReadOnlySpan<byte> value)
    {
        Write((ulong)(field << 3 | Bytes));
        Write((ulong)value.Length);
        _content.Write(value);
        return this;
    }

    /// <summary>Adds a text.</summary>
    public ProtoMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Adds a message.</summary>
    public ProtoMessage Add(int field, ProtoMessage value) => Add(field, value.Encoded);

    /// <summary>Adds each message of a repeated field.</summary>
    public ProtoMessage AddAll(int field, IEnumerable<ProtoMessage> values)
    {
        foreach (ProtoMessage value in values)
        {
            Add(field, value);
        }
        return this;
    }

    /// <summary>The encoded message.</summary>
    public ReadOnlySpan<byte> Encoded => _content.GetBuffer().AsSpan(0, checked((int)_content.Length));

    private void Write(ulong number)
    {
        for (; number > 0x7F; number >>= 7)
        {
            _content.WriteByte((byte)(number | 0x80));
        }
        _content.WriteByte((byte)number);
    }
}
