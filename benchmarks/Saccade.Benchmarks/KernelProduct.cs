using System.Diagnostics;
using Saccade.Fast;

namespace Saccade.Benchmarks;

/// <summary>A matrix product by our own kernel, [rows, depth]·[depth, columns], each thread taking its share of the rows.</summary>
internal sealed unsafe class KernelProduct : IDisposable
{
    // So many rows of A at a time stay in the second-level cache while all panels pass by.
    private const int RowsAtATime = 96;

    private readonly (int Rows, int Depth, int Columns) _shape;
    private readonly AlignedBuffer _a;
    private readonly AlignedBuffer _b;
    private readonly AlignedBuffer _c;
    private readonly Crew _crew;
    private readonly Action<int> _share;

    public KernelProduct(int rows, int depth, int columns, int threads)
    {
        _shape = (rows, depth, columns);
        int width = MatrixKernel.PanelWidth;
        _a = new AlignedBuffer((long)rows * (depth + width));
        _b = new AlignedBuffer((long)depth * columns);
        _c = new AlignedBuffer((long)rows * (columns + width));
        _crew = new Crew(threads);
        _share = worker => Multiply(rows * worker / threads, rows * (worker + 1) / threads);
    }

    public void Multiply() => _crew.Run(_share, _crew.Workers);

    /// <summary>GFLOP/s of one product.</summary>
    public double Rate()
    {
        long start = Stopwatch.GetTimestamp();
        Multiply();
        return 2.0 * _shape.Rows * _shape.Depth * _shape.Columns / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
    }

    public void Dispose()
    {
        _crew.Dispose();
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    private void Multiply(int from, int to)
    {
        (_, int depth, int columns) = _shape;
        int width = MatrixKernel.PanelWidth;
        for (int row = from; row < to; row += RowsAtATime)
        {
            MatrixKernel.Multiply(
                new() { Start = _a.Start + (long)row * (depth + width), RowStep = depth + width, DepthStep = 1, Rows = Math.Min(RowsAtATime, to - row), Depth = depth },
                new() { Start = _b.Start, PanelStep = depth * width, DepthStep = width, Count = columns / width },
                new() { Start = _c.Start + (long)row * (columns + width), PanelStep = width, RowStep = columns + width },
                default);
        }
    }
}
