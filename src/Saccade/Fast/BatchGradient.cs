using System.Numerics.Tensors;

namespace Saccade.Fast;

/// <summary>
/// The gradient of a whole batch. Each worker makes a slice of it, from what all of them learned in their order, and later
/// moves the same slice of the weights: so nobody adds up whole gradients.
/// </summary>
internal sealed class BatchGradient : IDisposable
{
    private readonly NetworkLayers _layers;
    private readonly IReadOnlyList<IGradient> _workers;
    private readonly Crew _crew;
    private readonly WeightRun[][] _runs;
    private readonly double[] _squares;
    private readonly Action<int> _make;
    private int _sharing;

    public BatchGradient(NetworkLayers layers, IReadOnlyList<IGradient> workers, Crew crew)
    {
        (_layers, _workers, _crew) = (layers, workers, crew);
        _runs = [.. Enumerable.Range(0, crew.Workers).Select(worker => WeightRun.Of(layers.BlocksOf(worker, crew.Workers)))];
        _squares = new double[crew.Workers];
        _make = MakeSlice;
        Values = new AlignedBuffer(layers.Length);
    }

    /// <summary>The gradient with respect to all weights.</summary>
    public AlignedBuffer Values { get; }

    /// <summary>Makes the gradient of what the first workers learned.</summary>
    /// <returns>Its Euclidean length.</returns>
    public double Make(int sharing)
    {
        _sharing = sharing;
        _crew.Run(_make, _crew.Workers);
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
            for (int other = 0; other < _sharing; other++)
            {
                _workers[other].Put(run, Values, accumulate: other > 0);
            }
        }
        (long from, long to) = _layers.Slice(worker, _crew.Workers);
        _squares[worker] = TensorPrimitives.SumOfSquares(Values.Span(from, (int)(to - from)));
    }
}
