namespace Saccade.Fast;

/// <summary>The layers of a network, one behind the other in the vector of all weights.</summary>
internal abstract class NetworkLayers
{
    private WeightBlock[]? _blocks;

    public List<LinearLayer> All { get; } = [];

    /// <summary>The length of the vector of all weights.</summary>
    public long Length { get; private set; }

    /// <summary>The length of the vector of all transposed weights.</summary>
    public long TransposedLength { get; private set; }

    /// <summary>The length of the vector of all sums of biases.</summary>
    public long BiasSumsLength { get; private set; }

    /// <summary>The vector of all weights, block by block.</summary>
    private WeightBlock[] Blocks => _blocks ??= [.. All.SelectMany(layer => layer.Blocks())];

    /// <summary>A worker's share of the blocks; they lie one behind the other in the vector of all weights.</summary>
    public ReadOnlySpan<WeightBlock> BlocksOf(int worker, int workers)
    {
        Share share = Share.Of(Blocks.Length, worker, workers);
        return Blocks.AsSpan(share.First, share.Count);
    }

    /// <summary>Where a worker's share of the blocks begins and ends in the vector of all weights.</summary>
    public (long From, long To) Slice(int worker, int workers)
    {
        ReadOnlySpan<WeightBlock> blocks = BlocksOf(worker, workers);
        return blocks.IsEmpty ? (0, 0) : (blocks[0].Start, blocks[^1].End);
    }

    protected static int[] From(int first, int count) => [.. Enumerable.Range(first, count)];

    protected LinearLayer Add(string name, int inputs, int outputs, bool first = false) => Add(inputs, outputs, first, new LinearLayer.Part(name, From(0, inputs)));

    protected LinearLayer Add(int inputs, int outputs, bool first, params IReadOnlyList<LinearLayer.Part> parts)
    {
        LinearLayer layer = new(inputs, outputs, first, parts) { Start = Length, TransposedStart = TransposedLength, BiasSumStart = BiasSumsLength };
        All.Add(layer);
        Length += layer.Length;
        TransposedLength += layer.TransposedCount;
        BiasSumsLength += layer.PaddedOutputs;
        return layer;
    }
}
