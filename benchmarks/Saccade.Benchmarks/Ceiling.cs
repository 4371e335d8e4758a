namespace Saccade.Benchmarks;

/// <summary>What the machine's best matrix product reaches, in GFLOP/s: the better of MKL and our own kernel on a cube of 2048.</summary>
internal sealed class Ceiling(int threads) : IDisposable
{
    private const int Side = 2048;

    private readonly MklProduct _mkl = new(Side, Side, Side, threads);
    private readonly KernelProduct _kernel = new(Side, Side, Side, threads);

    /// <summary>The best so far of MKL.</summary>
    public double Mkl { get; private set; }

    /// <summary>The best so far of our kernel.</summary>
    public double Kernel { get; private set; }

    public double Best => Math.Max(Mkl, Kernel);

    /// <summary>
    /// The better of both at this moment. MKL comes first; its threads sleep as soon as they are done (NativeTorch), and so leave the cores
    /// to what follows.
    /// </summary>
    public double Now()
    {
        (double mkl, double kernel) = (_mkl.Rate(), _kernel.Rate());
        (Mkl, Kernel) = (Math.Max(Mkl, mkl), Math.Max(Kernel, kernel));
        return Math.Max(mkl, kernel);
    }

    public void Dispose()
    {
        _mkl.Dispose();
        _kernel.Dispose();
    }
}
