using System.Numerics;
using System.Numerics.Tensors;

namespace Saccade.Fast;

/// <summary>The gradients of all workers, added to the first worker's in their order, each worker adding a slice.</summary>
internal sealed unsafe class GradientSum
{
    private readonly NetworkWeights _weights;
    private readonly IReadOnlyList<IGradient> _workers;
    private readonly Crew _crew;
    private readonly AlignedBuffer[] _gradients;
    private readonly double[] _squares;
    private readonly Action<int> _add;
    private int _sharing;

    public GradientSum(NetworkWeights weights, IReadOnlyList<IGradient> workers, Crew crew)
    {
        (_weights, _workers, _crew) = (weights, workers, crew);
        _gradients = new AlignedBuffer[crew.Workers];
        _squares = new double[crew.Workers];
        _add = AddSlice;
    }

    /// <summary>The sum, once it is added.</summary>
    public AlignedBuffer Gradient => _workers[0].Gradient;

    /// <summary>Adds the gradients of the first workers.</summary>
    /// <returns>The Euclidean length of the sum.</returns>
    public double AddOf(int workers)
    {
        _sharing = workers;
        for (int worker = 0; worker < workers; worker++)
        {
            _gradients[worker] = _workers[worker].Gradient;
        }
        _crew.Run(_add, _crew.Workers);
        return Math.Sqrt(_squares.Sum());
    }

    /// <summary>The length of the part that belongs to a network, or to a layer of its own.</summary>
    public double NormOf(string network) => Math.Sqrt(_weights.Layers.All
        .Where(layer => (layer.Parts[0].Name + ".").StartsWith(network + ".", StringComparison.Ordinal))
        .Sum(layer => (double)TensorPrimitives.SumOfSquares(Gradient.Span(layer.Start, layer.Length))));

    private void AddSlice(int worker)
    {
        float* sum = Gradient.Start;
        (long from, long to) = _weights.Layers.Slice(worker, _crew.Workers);
        Vector<float> squares = Vector<float>.Zero;
        for (long at = from; at < to; at += Vector<float>.Count)
        {
            Vector<float> gradient = Vector.Load(sum + at);
            for (int other = 1; other < _sharing; other++)
            {
                gradient += Vector.Load(_workers[other].Gradient.Start + at);
            }
            gradient.Store(sum + at);
            squares += gradient * gradient;
        }
        _squares[worker] = Vector.Sum(squares);
    }
}
