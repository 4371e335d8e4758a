using Saccade.Fast;

namespace Saccade.Benchmarks;

/// <summary>A matrix product by our own kernel, B packed beforehand as weights are, each thread taking its share of the rows.</summary>
internal sealed unsafe class KernelProduct : MatrixProduct
{
    // So many rows of A at a time stay in the second-level cache while all panels pass by.
    private const int RowsAtATime = 96;

    private readonly int _depth;
    private readonly int _columns;
    private readonly AlignedBuffer _a;
    private readonly AlignedBuffer _b;
    private readonly AlignedBuffer _c;
    private readonly Crew _crew;
    private readonly Action<int> _share;

    public KernelProduct(int rows, int depth, int columns, int threads) : base(rows, depth, columns)
    {
        (_depth, _columns) = (depth, columns);
        int width = MatrixKernel.PanelWidth;
        _a = new AlignedBuffer((long)rows * (depth + width));
        _b = new AlignedBuffer((long)depth * columns);
        _c = new AlignedBuffer((long)rows * (columns + width));
        RandomNumbers.Fill(_a.Span(0, (int)_a.Length));
        RandomNumbers.Fill(_b.Span(0, (int)_b.Length));
        _crew = new Crew(threads);
        _share = worker => Multiply(Share.Of(rows, worker, threads));
    }

    public override void Multiply() => _crew.Run(_share, _crew.Workers);

    public override void Dispose()
    {
        _crew.Dispose();
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    private void Multiply(Share share)
    {
        int width = MatrixKernel.PanelWidth;
        for (int row = share.First; row < share.End; row += RowsAtATime)
        {
            MatrixKernel.Multiply(
                new() { Start = _a.Start + (long)row * (_depth + width), RowStep = _depth + width, DepthStep = 1, Rows = Math.Min(RowsAtATime, share.End - row), Depth = _depth },
                new() { Start = _b.Start, PanelStep = _depth * width, DepthStep = width, Count = _columns / width },
                new() { Start = _c.Start + (long)row * (_columns + width), PanelStep = width, RowStep = _columns + width },
                default);
        }
    }
}
