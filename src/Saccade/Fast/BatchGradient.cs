using System.Numerics.Tensors;

namespace Saccade.Fast;

/// <summary>
/// The gradient of a whole batch. Workers make it piece by piece, from what all of them learned in their order, and later
/// move the same pieces of the weights: so nobody adds up whole gradients.
/// </summary>
internal sealed class BatchGradient : IDisposable
{
    private readonly NetworkLayers _layers;
    private readonly List<IGradient> _learned = [];
    private readonly WeightWork _work;
    private readonly double[] _squares;
    private readonly Action<WeightPiece> _make;

    public BatchGradient(NetworkLayers layers, WeightWork work)
    {
        (_layers, _work) = (layers, work);
        _squares = new double[layers.All.Sum(layer => layer.BlockCount)];
        _make = Make;
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
        _work.Run(_make);
        // In the order of the blocks, whoever made them: so it does not depend on the number of workers.
        return Math.Sqrt(_squares.Sum());
    }

    /// <summary>The length of the part that belongs to a network, or to a layer of its own.</summary>
    public double NormOf(string network) => Math.Sqrt(_layers.All
        .Where(layer => (layer.Parts[0].Name + ".").StartsWith(network + ".", StringComparison.Ordinal))
        .Sum(layer => (double)TensorPrimitives.SumOfSquares(Values.Span(layer.Start, layer.Length))));

    public void Dispose() => Values.Dispose();

    private void Make(WeightPiece piece)
    {
        for (int other = 0; other < _learned.Count; other++)
        {
            _learned[other].Put(piece.Run, Values, accumulate: other > 0);
        }
        foreach (ref readonly WeightBlock block in piece.Blocks.AsSpan())
        {
            _squares[block.Index] = TensorPrimitives.SumOfSquares(Values.Span(block.Start, block.Length));
        }
    }
}
