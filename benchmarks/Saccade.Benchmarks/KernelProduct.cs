using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Threading;

namespace Saccade.Benchmarks;

/// <summary>A matrix product by our own kernel, B packed beforehand as weights are, each thread taking its share of the rows.</summary>
internal sealed unsafe class KernelProduct : MatrixProduct
{
    // That many rows of A at a time stay in the second-level cache while all panels pass by.
    private const int RowsAtATime = 96;

    private readonly int _depth;
    private readonly int _columns;
    private readonly AlignedBuffer _a;
    private readonly AlignedBuffer _b;
    private readonly AlignedBuffer _c;
    private readonly WorkerPool _pool;
    private readonly int _rows;

    public KernelProduct(int rows, int depth, int columns, int threads) : base(rows, depth, columns)
    {
        (_depth, _columns) = (depth, columns);
        int width = MatrixKernel.PanelWidth;
        _a = new AlignedBuffer((long)rows * (depth + width));
        _b = new AlignedBuffer((long)depth * columns);
        _c = new AlignedBuffer((long)rows * (columns + width));
        RandomNumbers.Fill(_a.Span(0, (int)_a.Length));
        RandomNumbers.Fill(_b.Span(0, (int)_b.Length));
        _pool = new WorkerPool(threads);
        _rows = rows;
    }

    public override void Multiply() => _pool.Run(new ShareOperation(this), _pool.Workers);

    public override void Dispose()
    {
        _pool.Dispose();
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    private void Multiply(IndexRange share)
    {
        int width = MatrixKernel.PanelWidth;
        for (int row = share.First; row < share.End; row += RowsAtATime)
        {
            MatrixKernel.Multiply(
                new()
                {
                    Start = _a.Start + (long)row * (_depth + width),
                    RowStep = _depth + width,
                    DepthStep = 1,
                    Rows = Math.Min(RowsAtATime, share.End - row),
                    Depth = _depth
                },
                new() { Start = _b.Start, PanelStep = _depth * width, DepthStep = width, Count = _columns / width },
                new() { Start = _c.Start + (long)row * (_columns + width), PanelStep = width, RowStep = _columns + width },
                default);
        }
    }

    private readonly struct ShareOperation(KernelProduct product) : IOperation
    {
        public void Run(int worker) => product.Multiply(IndexRange.Share(product._rows, worker, product._pool.Workers));
    }
}
