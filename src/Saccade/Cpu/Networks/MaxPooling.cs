using System.Runtime.Intrinsics;
using Saccade.Cpu.Kernels;

namespace Saccade.Cpu.Networks;

/// <summary>
/// The maximum over squares of places, filter by filter; it notes which place of its square each maximum is, for the backward pass. With
/// squares of one place it copies. Outputs are [rows, columns, filters] without gaps. Vectors may be written across their end.
/// </summary>
internal sealed unsafe class MaxPooling
{
    private readonly int _filters;
    private readonly int _pool;
    private readonly int _columns;
    private readonly int _outputColumns;
    // The places of a square, relative to its first.
    private readonly int[] _square;

    public MaxPooling(ConvolutionShape shape)
    {
        (_filters, _pool, _columns, _outputColumns) = (shape.Filters, shape.Pool, shape.Columns, shape.OutputColumns);
        _square = [.. Enumerable.Range(0, shape.Pool * shape.Pool).Select(i => i / shape.Pool * shape.Columns + i % shape.Pool)];
    }

    /// <summary>Pools some rows of squares.</summary>
    /// <param name="places">The filtered places of these rows, one a row.</param>
    /// <param name="rows">The number of rows of squares.</param>
    /// <param name="outputs">Receives the maxima.</param>
    /// <param name="winners">Receives the place of each maximum in its square, the first of equal ones; unused without pooling.</param>
    public void Forward(Matrix places, int rows, float* outputs, float* winners)
    {
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < _outputColumns; x++, outputs += _filters, winners += _filters)
            {
                float* corner = Corner(places, y, x);
                for (int filter = 0; filter < _filters; filter += Vector512<float>.Count)
                {
                    Vector512<float> most = Vector512.Load(corner + filter), winner = Vector512<float>.Zero;
                    for (int within = 1; within < _square.Length; within++)
                    {
                        Vector512<float> other = Vector512.Load(corner + (nint)_square[within] * places.Stride + filter);
                        Vector512<float> isMore = Vector512.GreaterThan(other, most);
                        most = Vector512.ConditionalSelect(isMore, other, most);
                        winner = Vector512.ConditionalSelect(isMore, Vector512.Create((float)within), winner);
                    }
                    most.Store(outputs + filter);
                    if (_square.Length > 1)
                    {
                        winner.Store(winners + filter);
                    }
                }
            }
        }
    }

    /// <summary>From the gradients of some rows of squares to those of their places, with zeros for filters up to whole panels.</summary>
    public void Backward(float* gradients, float* winners, Matrix places, int rows)
    {
        ClearRest(places, rows);
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < _outputColumns; x++, gradients += _filters, winners += _filters)
            {
                float* corner = Corner(places, y, x);
                for (int filter = 0; filter < _filters; filter += Vector512<float>.Count)
                {
                    Vector512<float> winner = _square.Length > 1 ? Vector512.Load(winners + filter) : Vector512<float>.Zero;
                    // What lies behind the filters belongs to the next square.
                    Vector512<float> gradient = Vector512.Load(gradients + filter) & Vector512.LessThan(
                        Vector512.CreateSequence<float>(filter, 1), Vector512.Create((float)_filters));
                    for (int within = 0; within < _square.Length; within++)
                    {
                        Vector512<float> isWinner = Vector512.Equals(winner, Vector512.Create((float)within));
                        (gradient & isWinner).Store(corner + (nint)_square[within] * places.Stride + filter);
                    }
                }
            }
        }
    }

    /// <summary>Clears the places that fill no square, and in the others what no vector of filters covers.</summary>
    private void ClearRest(Matrix places, int rows)
    {
        int width = _outputColumns * _pool, height = rows * _pool;
        int covered = (_filters + Vector512<float>.Count - 1) / Vector512<float>.Count * Vector512<float>.Count;
        for (int y = 0; y * _columns < places.Rows; y++)
        {
            for (int x = y < height && covered == places.Columns ? width : 0; x < _columns; x++)
            {
                places.Row(y * _columns + x)[(y < height && x < width ? covered : 0)..].Clear();
            }
        }
    }

    /// <summary>The first place of a square.</summary>
    private float* Corner(Matrix places, int y, int x) =>
        places.Start + (nint)((y * _columns + x) * _pool) * places.Stride;
}
