using System.Diagnostics;

namespace Saccade.Benchmarks;

/// <summary>A product of random matrices, [rows, depth]·[depth, columns], into a result that is there already.</summary>
internal abstract class MatrixProduct(int rows, int depth, int columns) : IDisposable
{
    private readonly double _flops = 2.0 * rows * depth * columns;

    public abstract void Multiply();

    /// <summary>GFLOP/s of one product.</summary>
    public double Rate()
    {
        long start = Stopwatch.GetTimestamp();
        Multiply();
        return _flops / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
    }

    /// <summary>GFLOP/s, the median of five rounds.</summary>
    public double MedianRate() => _flops / Statistics.Seconds(Multiply) / 1e9;

    public abstract void Dispose();
}
