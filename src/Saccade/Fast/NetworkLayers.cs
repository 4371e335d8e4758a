namespace Saccade.Fast;

/// <summary>The layers of a network, one behind the other in the vector of all weights.</summary>
internal abstract class NetworkLayers
{
    private IReadOnlyList<WeightBlock>? _blocks;

    public List<LinearLayer> All { get; } = [];

    /// <summary>The length of the vector of all weights.</summary>
    public long Length { get; private set; }

    /// <summary>The vector of all weights, block by block.</summary>
    public IReadOnlyList<WeightBlock> Blocks => _blocks ??= [.. All.SelectMany(layer => layer.Blocks())];

    /// <summary>Where a worker's share of the blocks begins and ends in the vector of all weights.</summary>
    public (long From, long To) Slice(int worker, int workers)
    {
        Share share = Share.Of(Blocks.Count, worker, workers);
        return (StartOf(share.First), StartOf(share.End));

        long StartOf(int block) => block < Blocks.Count ? Blocks[block].Start : Length;
    }

    protected static int[] From(int first, int count) => [.. Enumerable.Range(first, count)];

    protected LinearLayer Add(string name, int inputs, int outputs, bool first = false) => Add(inputs, outputs, first, new LinearLayer.Part(name, From(0, inputs)));

    protected LinearLayer Add(int inputs, int outputs, bool first, params IReadOnlyList<LinearLayer.Part> parts)
    {
        LinearLayer layer = new(Length, inputs, outputs, first, parts);
        All.Add(layer);
        Length += layer.Length;
        return layer;
    }
}
