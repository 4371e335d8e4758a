namespace Saccade.Fast;

/// <summary>The layers of a network, one behind the other in the vector of all weights.</summary>
internal abstract class NetworkLayers
{
    private int _blocks;

    public List<LinearLayer> All { get; } = [];

    /// <summary>The length of the vector of all weights.</summary>
    public long Length { get; private set; }

    /// <summary>The length of the vector of all transposed weights.</summary>
    public long TransposedLength { get; private set; }

    /// <summary>The length of the vector of all sums of biases.</summary>
    public long BiasSumsLength { get; private set; }

    /// <summary>A worker's share of the blocks: of each layer those of the panels that are its own in a team, if these can be shared evenly.</summary>
    public IEnumerable<WeightBlock> BlocksOf(int worker, int workers) => All.SelectMany(layer =>
    {
        Share share = Share.Of(layer.BlockCount, worker, workers);
        return layer.Blocks().Skip(share.First).Take(share.Count);
    });

    protected static int[] From(int first, int count) => [.. Enumerable.Range(first, count)];

    protected LinearLayer Add(string name, int inputs, int outputs, bool first = false) => Add(inputs, outputs, first, new LinearLayer.Part(name, From(0, inputs)));

    protected LinearLayer Add(int inputs, int outputs, bool first, params IReadOnlyList<LinearLayer.Part> parts)
    {
        LinearLayer layer = new(inputs, outputs, first, parts) { Start = Length, TransposedStart = TransposedLength, BiasSumStart = BiasSumsLength, FirstBlock = _blocks };
        All.Add(layer);
        _blocks += layer.BlockCount;
        Length += layer.Length;
        TransposedLength += layer.TransposedCount;
        BiasSumsLength += layer.PaddedOutputs;
        return layer;
    }
}
