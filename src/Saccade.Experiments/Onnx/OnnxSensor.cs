using Saccade.Images;
using Saccade.Sensing;

namespace Saccade.Experiments.Onnx;

/// <summary>
/// The glimpse sensor as operators, for images of any size: a table of the sums of all pixels above and left of each point gives the sum of
/// a pooled square from its four corners. Sums and locations have 64 bits, so that patches begin at the pixels of
/// <see cref="PatchGeometry"/>.
/// </summary>
internal sealed class OnnxSensor
{
    private readonly OnnxGraph _graph;
    private readonly ModelOptions _model;
    private readonly string _table; // [B, H + 1, W + 1, C]
    private readonly string _limits; // [2]: W, H
    private readonly string _size; // the same as floating-point numbers

    /// <param name="graph">The graph.</param>
    /// <param name="model">The model.</param>
    /// <param name="image">The images [B, C, H, W], 0 to 1.</param>
    public OnnxSensor(OnnxGraph graph, ModelOptions model, string image)
    {
        (_graph, _model) = (graph, model);
        string pixels = Cast(image, OnnxType.Double);
        string sums = graph.Add("CumSum", graph.Add("CumSum", pixels, graph.Integers([], 2)), graph.Integers([], 3));
        string padded = graph.Add("Pad", sums, graph.List(0, 0, 1, 1, 0, 0, 0, 0));
        _table = graph.Add("Transpose", [padded], ("perm", new[] { 0, 2, 3, 1 }));
        _limits = graph.Add("Gather", graph.Add("Shape", image), graph.List(3, 2));
        _size = Cast(_limits, OnnxType.Double);
    }

    /// <summary>The retina at locations [B, 2], scaled as the glimpse network reads it [B, K·C·G²].</summary>
    public string Sense(string location)
    {
        SensorOptions sensor = _model.Sensor;
        (int scales, int side) = (sensor.Scales, sensor.PatchSide);
        string reached = _graph.Add("Mul", Cast(location, OnnxType.Double), _graph.Doubles([], sensor.Reach));
        string half = _graph.Add("Div", _graph.Add("Add", reached, _graph.Doubles([], 1)), _graph.Doubles([], 2));
        bool isWide = sensor.Placement == PatchPlacement.Wide;
        string centre = _graph.Add("Mul", half, isWide ? _graph.Add("Add", _size, _graph.Doubles([], 1)) : _size);
        // [B, K, G + 1]: the borders of the pooled squares, columns and rows.
        (string columns, string rows) = (Borders(centre, axis: 0), Borders(centre, axis: 1));
        string index = _graph.Add("Concat",
            [
                _graph.Add("Unsqueeze", _graph.Add("Expand", Unsqueeze(rows, 3), _graph.List(1, 1, 1, side + 1)), _graph.List(4)),
                _graph.Add("Unsqueeze", _graph.Add("Expand", Unsqueeze(columns, 2), _graph.List(1, 1, side + 1, 1)), _graph.List(4)),
            ], ("axis", 4));
        // [B, K, G + 1, G + 1, C] becomes [B, K, G, G, C].
        string corners = _graph.Add("GatherND", [_table, index], ("batch_dims", 1));
        string sums = Differences(Differences(corners, 2), 3);
        float[]? inputScales = _model.InputScales();
        int patch = side * side * _model.Channels;
        double[] weights =
        [
            .. Enumerable.Range(0, scales)
                .Select(scale => (inputScales?[scale * patch] ?? 1) / Math.Pow(sensor.PatchExtent(scale) / side, 2)),
        ];
        if (sensor.Outside > 0)
        {
            sums = _graph.Add("Add", sums, Outside(columns, rows));
        }
        string means = Cast(_graph.Add("Mul", sums, _graph.Doubles([1, scales, 1, 1, 1], weights)), OnnxType.Float);
        string ordered = _graph.Add("Transpose", [means], ("perm", new[] { 0, 1, 4, 2, 3 }));
        return _graph.Add("Reshape", ordered, _graph.List(-1, scales * patch));
    }

    /// <summary>The coarse view of the context network [B, C, S, S].</summary>
    public string See(int side)
    {
        string[] limits = _graph.Split(_limits, 2, 0);
        (string left, string right) = Covered(limits[0], side);
        (string top, string bottom) = Covered(limits[1], side);
        // [B, S, S, C]
        string sums = _graph.Add("Sub", Between(left, right, Rows(bottom)), Between(left, right, Rows(top)));
        string counts = _graph.Add("Mul",
            _graph.Add("Unsqueeze", _graph.Add("Sub", bottom, top), _graph.List(1, 2)),
            _graph.Add("Unsqueeze", _graph.Add("Sub", right, left), _graph.List(0, 2)));
        string means = _graph.Add("Div", sums, Cast(counts, OnnxType.Double));
        return _graph.Add("Transpose", [Cast(means, OnnxType.Float)], ("perm", new[] { 0, 3, 1, 2 }));

        string Rows(string rows) => _graph.Add("Gather", [_table, rows], ("axis", 1));
        string Between(string left, string right, string rows) => _graph.Add("Sub",
            _graph.Add("Gather", [rows, right], ("axis", 2)), _graph.Add("Gather", [rows, left], ("axis", 2)));
    }

    /// <summary>Half the width and height of the largest patch [2], in units of l.</summary>
    public string LargestExtents() => Cast(
        _graph.Add("Div", _graph.Doubles([], _model.Sensor.PatchExtent(_model.Sensor.Scales - 1)), _size), OnnxType.Float);

    /// <summary>The first pixel that each value of a coarse view covers, and the one behind its last [S].</summary>
    private (string First, string End) Covered(string limit, int side)
    {
        string divisor = _graph.List(side);
        string first = _graph.Add("Mul", limit, _graph.List([.. Enumerable.Range(0, side).Select(i => (long)i)]));
        string end = _graph.Add("Mul", limit, _graph.List([.. Enumerable.Range(1, side).Select(i => (long)i)]));
        return (_graph.Add("Div", first, divisor), _graph.Add("Div", _graph.Add("Add", end, _graph.List(side - 1)), divisor));
    }

    private string Borders(string centre, int axis)
    {
        SensorOptions sensor = _model.Sensor;
        int[] extents = [.. Enumerable.Range(0, sensor.Scales).Select(sensor.PatchExtent)];
        bool isWide = sensor.Placement == PatchPlacement.Wide;
        double[] shifts =
        [
            .. extents.Select(extent => isWide ? -extent / 2.0 : sensor.Placement == PatchPlacement.Nearest && extent % 2 == 0 ? 0.5 : 0),
        ];
        long[] offsets =
        [
            .. extents.SelectMany(extent => Enumerable.Range(0, sensor.PatchSide + 1)
                .Select(border => (long)border * extent / sensor.PatchSide - (isWide ? 0 : extent / 2))),
        ];
        string point = Unsqueeze(_graph.Add("Gather", [centre, _graph.List(axis)], ("axis", 1)), 2);
        string shifted = _graph.Add("Add", point, _graph.Doubles([1, sensor.Scales, 1], shifts));
        string rounded = _graph.Add(isWide ? "Round" : "Floor", shifted);
        string borders = _graph.Add("Add",
            Cast(rounded, OnnxType.Int64), _graph.Integers([1, sensor.Scales, sensor.PatchSide + 1], offsets));
        string limit = _graph.Add("Gather", _limits, _graph.List(axis));
        return _graph.Add("Min", _graph.Add("Max", borders, _graph.List(0)), limit);
    }

    /// <summary>The sums of pixels outside of the image in each pooled square [B, K, G, G, 1], from its borders.</summary>
    private string Outside(string columns, string rows)
    {
        SensorOptions sensor = _model.Sensor;
        double[] pixels =
            [.. Enumerable.Range(0, sensor.Scales).Select(scale => Math.Pow(sensor.PatchExtent(scale) / sensor.PatchSide, 2))];
        string widths = Differences(Cast(columns, OnnxType.Double), 2), heights = Differences(Cast(rows, OnnxType.Double), 2);
        string inside = _graph.Add("Mul", Unsqueeze(heights, 3), Unsqueeze(widths, 2));
        string outside = _graph.Add("Sub", _graph.Doubles([1, sensor.Scales, 1, 1], pixels), inside);
        return _graph.Add("Unsqueeze", _graph.Add("Mul", outside, _graph.Doubles([], sensor.Outside)), _graph.List(4));
    }

    /// <summary>Each value less the one before along an axis of G + 1 values.</summary>
    private string Differences(string values, int axis)
    {
        int side = _model.Sensor.PatchSide;
        return _graph.Add("Sub",
            _graph.Add("Slice", values, _graph.List(1), _graph.List(side + 1), _graph.List(axis)),
            _graph.Add("Slice", values, _graph.List(0), _graph.List(side), _graph.List(axis)));
    }

    private string Unsqueeze(string value, int axis) => _graph.Add("Unsqueeze", value, _graph.List(axis));

    private string Cast(string value, OnnxType type) => _graph.Add("Cast", [value], ("to", (int)type));
}
