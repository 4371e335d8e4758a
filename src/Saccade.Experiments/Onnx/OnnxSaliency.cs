namespace Saccade.Experiments.Onnx;

/// <summary>The saliency maps of rollouts as operators: see <see cref="LocationForm.Saliency"/>.</summary>
internal sealed class OnnxSaliency
{
    private readonly OnnxGraph _graph;
    private readonly string _logits; // [B, places]
    private readonly string _extents; // [2]: half the width and height of the largest patch, in units of l
    private readonly string _places; // [places, 2]
    private string? _free; // [B, places], 1 or 0; null before the first glimpse

    /// <param name="graph">The graph.</param>
    /// <param name="logits">The logits [B, rows · columns].</param>
    /// <param name="rows">Rows of the maps.</param>
    /// <param name="columns">Columns of the maps.</param>
    /// <param name="extents">Half the width and height of the largest patch [2], in units of l.</param>
    public OnnxSaliency(OnnxGraph graph, string logits, int rows, int columns, string extents)
    {
        (_graph, _logits, _extents) = (graph, logits, extents);
        float[] places =
        [
            .. Enumerable.Range(0, rows * columns)
                .SelectMany(place => new[]
                {
                    ConvolutionShape.Centre(place % columns, columns), ConvolutionShape.Centre(place / columns, rows),
                }),
        ];
        _places = graph.Constant("saliency_places", [rows * columns, 2], places);
    }

    /// <summary>μ [B, 2] of the next glimpse.</summary>
    public string Mean()
    {
        string logits = _logits;
        if (_free is not null)
        {
            string one = _graph.Constant("one", [], [1]), half = _graph.Constant("half", [], [0.5f]);
            string left = _graph.Add("ReduceMax", [_free], ("axes", new[] { 1 }), ("keepdims", 1));
            string usable = _graph.Add("Max", _free, _graph.Add("Sub", one, left));
            string none = _graph.Constant("none", [], [float.NegativeInfinity]);
            logits = _graph.Add("Where", _graph.Add("Greater", usable, half), logits, none);
        }
        return _graph.Add("MatMul", _graph.Add("Softmax", [logits], ("axis", 1)), _places);
    }

    /// <summary>Leaves out the places that a glimpse at locations [B, 2] covers.</summary>
    public void Cover(string location)
    {
        string distances = _graph.Add("Abs", _graph.Add("Sub", _places, _graph.Add("Unsqueeze", location, _graph.List(1))));
        string near = _graph.Add("Cast", [_graph.Add("Less", distances, _extents)], ("to", (int)OnnxType.Float));
        string covered = _graph.Add("ReduceMin", [near], ("axes", new[] { 2 }), ("keepdims", 0));
        string free = _graph.Add("Sub", _graph.Constant("one", [], [1]), covered);
        _free = _free is null ? free : _graph.Add("Mul", _free, free);
    }
}
