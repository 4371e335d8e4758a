using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Saccade.Experiments.Import.Formats;

/// <summary>
/// Reads a pickle of Python (protocols 0 to 5) as data: numbers, texts, lists, tuples, dictionaries, and what
/// <paramref name="call"/> makes of the few names that it allows. Nothing that a pickle names is ever run. Memory is in proportion to the
/// bytes: every instruction makes at most one object, of bytes that it reads or of objects that it takes from the stack, and there are only
/// so many instructions.
/// </summary>
/// <param name="content">The file.</param>
/// <param name="call">The object that a name makes of its arguments; refuses names that it does not know.</param>
/// <param name="persistent">The object of a persistent id, such as the storage of a tensor.</param>
internal sealed class PickleReader(
    Content content, Func<PickleGlobal, object?[], object?> call, Func<object?, object?> persistent)
{
    private const int MostDigits = 400;

    // A checkpoint of PyTorch has some forty for each tensor.
    private const int MostInstructions = 1 << 18;

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private long _at;
    private int _instructions;

    /// <summary>Where the next pickle starts.</summary>
    public long Position => _at;

    /// <summary>Reads the pickle that starts at a byte.</summary>
    /// <exception cref="SaccadeException">It is damaged, or names something that is not allowed.</exception>
    public object? Read(long start)
    {
        _at = start;
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        for (byte instruction; (instruction = content.Byte(_at++)) != '.';)
        {
            Run(++_instructions <= MostInstructions ? instruction : throw TooLong($"has more than {MostInstructions} instructions"));
        }
        return Pop();
    }

    /// <summary>The error of a pickle that has more than a checkpoint of weights.</summary>
    public static SaccadeException TooLong(string how) =>
        Content.Unsupported($"its pickle {how}", "save the weights alone, with torch.save(model.state_dict(), FILE)");

    private void Run(byte instruction)
    {
        switch (instruction)
        {
            case 0x80: _at++; break; // PROTO
            case 0x95: _at += 8; break; // FRAME
            case (byte)'(': _marks.Add(_stack.Count); break;
            case (byte)'0': Pop(); break;
            case (byte)'1': PopToMark(); break;
            case (byte)'2': Push(Top()); break;
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'I': Push(Number(Line())); break; // 00 and 01 are false and true
            case (byte)'L': Push(Number(Line().TrimEnd('L'))); break;
            case (byte)'J': Push((long)(int)content.UInt32(Take(4))); break;
            case (byte)'K': Push((long)content.Byte(Take(1))); break;
            case (byte)'M': Push((long)content.UInt16(Take(2))); break;
            case 0x8a: Push(Whole(Bytes(content.Byte(Take(1))))); break;
            case 0x8b: Push(Whole(Bytes(content.UInt32(Take(4))))); break;
            case (byte)'F':
                Push(double.TryParse(Line(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
                : throw Content.Damaged("a number in its pickle is none")); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))); break;
            case (byte)'S': Push(Line().Trim('\'', '"')); break;
            case (byte)'V': Push(Line()); break;
            case (byte)'U': Push(Encoding.Latin1.GetString(Bytes(content.Byte(Take(1))))); break;
            case (byte)'T': Push(Encoding.Latin1.GetString(Bytes(content.UInt32(Take(4))))); break;
            case (byte)'X': Push(Encoding.UTF8.GetString(Bytes(content.UInt32(Take(4))))); break;
            case 0x8c: Push(Encoding.UTF8.GetString(Bytes(content.Byte(Take(1))))); break;
            case 0x8d: Push(Encoding.UTF8.GetString(Bytes(content.Int64(Take(8))))); break;
            case (byte)'C': Push(Bytes(content.Byte(Take(1))).ToArray()); break;
            case (byte)'B': Push(Bytes(content.UInt32(Take(4))).ToArray()); break;
            case 0x8e: Push(Bytes(content.Int64(Take(8))).ToArray()); break;
            case (byte)']' or 0x8f: Push(new List<object?>()); break; // a set as a list
            case (byte)'l': Push(new List<object?>(PopToMark())); break;
            case (byte)'a': Append([Pop()]); break;
            case (byte)'e' or 0x90: Append(PopToMark()); break;
            case (byte)')': Push(Array.Empty<object?>()); break;
            case (byte)'t': Push(PopToMark()); break;
            case 0x85 or 0x86 or 0x87: Push(Pop(instruction - 0x84)); break;
            case (byte)'}': Push(new PickleDictionary()); break;
            case (byte)'d': Push(Filled(new PickleDictionary(), PopToMark())); break;
            case (byte)'s': Fill(Pop(2)); break;
            case (byte)'u': Fill(PopToMark()); break;
            case (byte)'c': Push(new PickleGlobal(Line(), Line())); break;
            case 0x93:
                Push(Pop(2) is [string module, string name] ? new PickleGlobal(module, name)
                : throw Content.Damaged("a name in its pickle is no text")); break;
            case (byte)'R' or 0x81:
                Push(Pop(2) is [PickleGlobal called, object?[] arguments] ? call(called, arguments)
                : throw Content.Damaged("something in its pickle is called that has no name")); break;
            case (byte)'b': Pop(); break; // BUILD: the state of an object that is not used
            case (byte)'P': Push(persistent(Line())); break;
            case (byte)'Q': Push(persistent(Pop())); break;
            case (byte)'p': _memo[Index(Line())] = Top(); break;
            case (byte)'q': _memo[content.Byte(Take(1))] = Top(); break;
            case (byte)'r': _memo[content.UInt32(Take(4))] = Top(); break;
            case 0x94: _memo[_memo.Count] = Top(); break;
            case (byte)'g': Push(Memo(Index(Line()))); break;
            case (byte)'h': Push(Memo(content.Byte(Take(1)))); break;
            case (byte)'j': Push(Memo(content.UInt32(Take(4)))); break;
            default: throw Content.Damaged($"byte {_at - 1} is no instruction of a pickle that is read here");
        }
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Top() => _stack.Count > 0 ? _stack[^1] : throw Short();

    private object? Pop()
    {
        object? top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] Pop(int count)
    {
        int first = _stack.Count - count;
        if (first < (_marks.Count > 0 ? _marks[^1] : 0))
        {
            throw Short();
        }
        object?[] values = new object?[count];
        _stack.CopyTo(first, values, 0, count);
        _stack.RemoveRange(first, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0 || _marks[^1] > _stack.Count)
        {
            throw Short();
        }
        int mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return Pop(_stack.Count - mark);
    }

    private void Append(object?[] values)
    {
        if (Top() is List<object?> list)
        {
            list.AddRange(values);
        }
    }

    private void Fill(object?[] values)
    {
        if (Top() is PickleDictionary dictionary)
        {
            Filled(dictionary, values);
        }
    }

    private static PickleDictionary Filled(PickleDictionary dictionary, object?[] values)
    {
        for (int i = 0; i + 1 < values.Length; i += 2)
        {
            dictionary.Entries.Add((values[i], values[i + 1]));
        }
        return dictionary;
    }

    private object? Memo(long index) =>
        _memo.TryGetValue(index, out object? value) ? value : throw Content.Damaged("its pickle refers to an object that it has not made");

    private long Take(int count)
    {
        _at += count;
        return _at - count;
    }

    private ReadOnlySpan<byte> Bytes(long count)
    {
        ReadOnlySpan<byte> bytes = content.At(_at, count);
        _at += count;
        return bytes;
    }

    private string Line()
    {
        string line = content.TextUntil(_at, (byte)'\n');
        _at += line.Length + 1;
        return line;
    }

    private static long Index(string text) => Number(text) is long index ? index : throw Content.Damaged("an index in its pickle is none");

    private static object Number(string text) => text.Length <= MostDigits
        && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number)
        ? Simple(number)
        : throw Content.Damaged("a number in its pickle is none");

    private static object Whole(ReadOnlySpan<byte> bytes) => Simple(new BigInteger(bytes));

    private static object Simple(BigInteger number) =>
        number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;

    private static SaccadeException Short() => Content.Damaged("its pickle takes more objects than it has made");
}
