using System.Numerics.Tensors;

namespace Saccade.Fast;

/// <summary>
/// The gradient of a whole batch. Each worker makes a slice of it, from what all of them learned in their order, and later
/// moves the same slice of the weights: so nobody adds up whole gradients.
/// </summary>
internal sealed class BatchGradient : IDisposable
{
    private readonly NetworkLayers _layers;
    private readonly List<IGradient> _learned = [];
    private readonly Crew _crew;
    private readonly WeightBlock[][] _blocks;
    private readonly WeightRun[][] _runs;
    private readonly double[] _squares;
    private readonly Action<int> _make;

    /// <summary>Makes room for it.</summary>
    /// <param name="layers">The network.</param>
    /// <param name="blocks">Each worker's share of the weights.</param>
    /// <param name="crew">The workers.</param>
    public BatchGradient(NetworkLayers layers, WeightBlock[][] blocks, Crew crew)
    {
        (_layers, _blocks, _crew) = (layers, blocks, crew);
        _runs = [.. blocks.Select(ofWorker => WeightRun.Of(ofWorker))];
        _squares = new double[blocks.Sum(ofWorker => ofWorker.Length)];
        _make = MakeSlice;
        Values = new AlignedBuffer(layers.Length);
    }

    /// <summary>The gradient with respect to all weights.</summary>
    public AlignedBuffer Values { get; }

    /// <summary>Makes the gradient of what workers learned.</summary>
    /// <returns>Its Euclidean length.</returns>
    public double Make(ReadOnlySpan<IGradient> learned)
    {
        _learned.Clear();
        _learned.AddRange(learned);
        _crew.Run(_make, _crew.Workers);
        // In the order of the blocks, whoever made them: so it does not depend on the number of workers.
        return Math.Sqrt(_squares.Sum());
    }

    /// <summary>The length of the part that belongs to a network, or to a layer of its own.</summary>
    public double NormOf(string network) => Math.Sqrt(_layers.All
        .Where(layer => (layer.Parts[0].Name + ".").StartsWith(network + ".", StringComparison.Ordinal))
        .Sum(layer => (double)TensorPrimitives.SumOfSquares(Values.Span(layer.Start, layer.Length))));

    public void Dispose() => Values.Dispose();

    private void MakeSlice(int worker)
    {
        foreach (ref readonly WeightRun run in _runs[worker].AsSpan())
        {
            for (int other = 0; other < _learned.Count; other++)
            {
                _learned[other].Put(run, Values, accumulate: other > 0);
            }
        }
        foreach (ref readonly WeightBlock block in _blocks[worker].AsSpan())
        {
            _squares[block.Index] = TensorPrimitives.SumOfSquares(Values.Span(block.Start, block.Length));
        }
    }
}
