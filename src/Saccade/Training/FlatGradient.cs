namespace Saccade.Training;

/// <summary>
/// The gradient of all weights as one vector, in an order that the engine chooses, divided into one segment or more for each layer.
/// Gradient norms, clipping and sums over processes work on it, for every engine. Not thread-safe.
/// </summary>
public sealed class FlatGradient
{
    private readonly Memory<float> _values;
    private readonly double[] _squares;
    private bool _hasSquares;

    /// <summary>Wraps the vector of an engine; it is not copied.</summary>
    /// <param name="values">The vector; the engine's backward pass fills it.</param>
    /// <param name="segments">Its segments, in the order in which norms sum them; values outside of them are padding and stay 0.</param>
    public FlatGradient(Memory<float> values, IReadOnlyList<GradientSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        (_values, Segments, _squares) = (values, segments, new double[segments.Count]);
    }

    /// <summary>The segments of the vector.</summary>
    public IReadOnlyList<GradientSegment> Segments { get; }

    /// <summary>The vector.</summary>
    public Span<float> Values
    {
        get
        {
            // The caller may write to it.
            _hasSquares = false;
            return _values.Span;
        }
    }

    /// <summary>The values of one segment.</summary>
    public Span<float> this[GradientSegment segment] => Values.Slice(segment.Start, segment.Length);

    /// <summary>Replaces the gradient by its sum over processes.</summary>
    public void Sum(IGradientSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        sum.Sum(Values);
    }

    /// <summary>The Euclidean norm of the gradient, or of the part that belongs to one network.</summary>
    /// <param name="network">The network, such as <c>core</c>; null for all.</param>
    /// <returns>The norm; NaN or infinity if the gradient is.</returns>
    public double Norm(string? network = null)
    {
        for (int i = 0; !_hasSquares && i < _squares.Length; i++)
        {
            _squares[i] = TensorPrimitives.SumOfSquares<float>(_values.Span.Slice(Segments[i].Start, Segments[i].Length));
        }
        double sum = 0;
        for (int i = 0; i < _squares.Length; i++)
        {
            sum += network is null || Segments[i].Network == network ? _squares[i] : 0;
        }
        return Math.Sqrt(sum);
    }

    /// <summary>Sets the sums of squares of all segments, which the CPU engine computed while the gradient was in the cache.</summary>
    internal void SetSquares(ReadOnlySpan<double> squares)
    {
        squares.CopyTo(_squares);
        _hasSquares = true;
    }
}
