using Saccade.Torch;
using static TorchSharp.torch;

namespace Saccade.Benchmarks;

/// <summary>A matrix product by MKL, through TorchSharp.</summary>
internal sealed class MklProduct : MatrixProduct
{
    private readonly Tensor _a;
    private readonly Tensor _b;
    private readonly Tensor _c;

    public MklProduct(int rows, int depth, int columns, int threads) : base(rows, depth, columns)
    {
        TorchEngine.UseThreads(threads);
        (_a, _b, _c) = (rand(rows, depth), rand(depth, columns), zeros(rows, columns));
    }

    // C = 0·C + 1·A·B
    public override void Multiply() => _c.addmm_(_a, _b, 0, 1);

    public override void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }
}
