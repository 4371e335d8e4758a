using System.Runtime.InteropServices;

namespace Saccade.Experiments.Onnx;

/// <summary>
/// A graph of ONNX while it is built: values are known by their names. The numbers of fields and types are those of the public schema,
/// onnx.proto3.
/// </summary>
internal sealed class OnnxGraph
{
    /// <summary>The version of the operators. From 18 on, ReduceMax and Split state their axes and parts in another way.</summary>
    public const int Opset = 17;

    private const int IrVersion = 8;

    private readonly List<ProtoMessage> _nodes = [];
    private readonly List<ProtoMessage> _constants = [];
    private readonly List<ProtoMessage> _inputs = [];
    private readonly List<ProtoMessage> _outputs = [];
    private readonly Dictionary<string, string> _known = [];

    /// <summary>The part of the model that the next nodes belong to; their names begin with it.</summary>
    public string Scope { get; set; } = "model";

    /// <summary>Adds an input of 32-bit floating-point numbers; a length is a number, or a name for any number.</summary>
    public string Input(string name, params ReadOnlySpan<object> shape)
    {
        _inputs.Add(ValueInfo(name, shape));
        return name;
    }

    /// <summary>Makes a value an output.</summary>
    public void Output(string name, string value, params ReadOnlySpan<object> shape)
    {
        _nodes.Add(Node("Identity", [value], [name], []));
        _outputs.Add(ValueInfo(name, shape));
    }

    /// <summary>Adds a node.</summary>
    /// <returns>Its output.</returns>
    public string Add(string operation, params ReadOnlySpan<string> inputs) => Add(operation, inputs, []);

    /// <summary>Adds a node with attributes: whole numbers or lists of them.</summary>
    /// <returns>Its output.</returns>
    public string Add(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Add(operation, inputs, outputs: 1, attributes)[0];

    /// <summary>Cuts a value into equal parts along an axis.</summary>
    public string[] Split(string value, int parts, int axis) => Add("Split", [value], parts, ("axis", axis));

    /// <summary>A constant of 32-bit floating-point numbers of a name, such as that of a weight.</summary>
    public string Constant(string name, IReadOnlyList<int> shape, float[] values) =>
        Constant(name, OnnxType.Float, shape, MemoryMarshal.AsBytes<float>(values));

    /// <summary>A constant of 64-bit floating-point numbers.</summary>
    public string Doubles(IReadOnlyList<int> shape, params double[] values) =>
        Unnamed(OnnxType.Double, shape, MemoryMarshal.AsBytes<double>(values));

    /// <summary>A constant of 64-bit whole numbers.</summary>
    public string Integers(IReadOnlyList<int> shape, params long[] values) =>
        Unnamed(OnnxType.Int64, shape, MemoryMarshal.AsBytes<long>(values));

    /// <summary>A list of whole numbers, such as axes.</summary>
    public string List(params long[] values) => Integers([values.Length], values);

    /// <summary>The model in bytes, with texts by key.</summary>
    public byte[] Encode(string name, IEnumerable<KeyValuePair<string, string>> metadata, string version) => new ProtoMessage()
        .Add(1, IrVersion)
        .Add(2, "Saccade")
        .Add(3, version)
        .Add(7, new ProtoMessage().AddAll(1, _nodes).Add(2, name).AddAll(5, _constants).AddAll(11, _inputs).AddAll(12, _outputs))
        .Add(8, new ProtoMessage().Add(1, "").Add(2, Opset))
        .AddAll(14, metadata.Select(entry => new ProtoMessage().Add(1, entry.Key).Add(2, entry.Value)))
        .Encoded.ToArray();

    private string[] Add(
        string operation, ReadOnlySpan<string> inputs, int outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        string[] made = [.. Enumerable.Range(1, outputs).Select(part => $"{Scope}/{operation}_{_nodes.Count}_{part}")];
        _nodes.Add(Node(operation, inputs, made, attributes));
        return made;
    }

    private ProtoMessage Node(
        string operation, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, ReadOnlySpan<(string Name, object Value)> attributes)
    {
        ProtoMessage node = new();
        foreach (string input in inputs)
        {
            node.Add(1, input);
        }
        foreach (string output in outputs)
        {
            node.Add(2, output);
        }
        node.Add(3, $"{Scope}/{operation}_{_nodes.Count}").Add(4, operation);
        foreach ((string name, object value) in attributes)
        {
            ProtoMessage attribute = new ProtoMessage().Add(1, name);
            if (value is int[] list)
            {
                Array.ForEach(list, number => attribute.Add(8, number));
                attribute.Add(20, 7);
            }
            else
            {
                attribute.Add(3, (int)value).Add(20, 2);
            }
            node.Add(5, attribute);
        }
        return node;
    }

    /// <summary>A constant that is known by its content.</summary>
    private string Unnamed(OnnxType type, IReadOnlyList<int> shape, ReadOnlySpan<byte> values)
    {
        string content = $"{type} [{string.Join(", ", shape)}] {Convert.ToHexString(values)}";
        if (!_known.TryGetValue(content, out string? name))
        {
            name = Constant($"constant_{_known.Count}", type, shape, values);
            _known.Add(content, name);
        }
        return name;
    }

    private string Constant(string name, OnnxType type, IReadOnlyList<int> shape, ReadOnlySpan<byte> values)
    {
        if (_known.TryAdd(name, name))
        {
            ProtoMessage tensor = new();
            foreach (int length in shape)
            {
                tensor.Add(1, length);
            }
            _constants.Add(tensor.Add(2, (int)type).Add(8, name).Add(9, values));
        }
        return name;
    }

    private static ProtoMessage ValueInfo(string name, ReadOnlySpan<object> shape)
    {
        ProtoMessage dimensions = new();
        foreach (object length in shape)
        {
            dimensions.Add(1, length is int number ? new ProtoMessage().Add(1, number) : new ProtoMessage().Add(2, (string)length));
        }
        ProtoMessage tensor = new ProtoMessage().Add(1, (int)OnnxType.Float).Add(2, dimensions);
        return new ProtoMessage().Add(1, name).Add(2, new ProtoMessage().Add(1, tensor));
    }
}
