using System.Diagnostics;
using Saccade.Fast;
using Saccade.Learning;
using Saccade.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Benchmarks;

/// <summary>What the machine's best matrix product reaches, in GFLOP/s: MKL through TorchSharp, and our own kernel.</summary>
internal static class Ceiling
{
    private const int Cube = 2048;
    private const int Repeats = 5;

    /// <summary>The better of both on a cube of 2048.</summary>
    public static double Best(int threads) => Math.Max(Mkl(Cube, Cube, Cube, threads), Kernel(Cube, Cube, Cube, threads));

    /// <summary>[rows, depth]·[depth, columns] by MKL.</summary>
    public static double Mkl(int rows, int depth, int columns, int threads)
    {
        NativeTorch.Load();
        TorchEngine.UseThreads(threads);
        using DisposeScope scope = NewDisposeScope();
        Tensor a = rand(rows, depth), b = rand(depth, columns);
        return Median(rows, depth, columns, () => mm(a, b).Dispose());
    }

    /// <summary>The same by our kernel, each thread taking its share of the rows.</summary>
    public static unsafe double Kernel(int rows, int depth, int columns, int threads)
    {
        int width = MatrixKernel.PanelWidth;
        using AlignedBuffer a = new((long)rows * (depth + width)), b = new((long)depth * columns), c = new((long)rows * (columns + width));
        using Crew crew = new(threads);
        void Share(int worker)
        {
            int from = rows * worker / threads, to = rows * (worker + 1) / threads;
            // So many rows of A at a time stay in the second-level cache while all panels pass by.
            for (int row = from; row < to; row += 96)
            {
                MatrixKernel.Multiply(
                    new() { Start = a.Start + (long)row * (depth + width), RowStep = depth + width, DepthStep = 1, Rows = Math.Min(96, to - row), Depth = depth },
                    new() { Start = b.Start, PanelStep = depth * width, DepthStep = width, Count = columns / width },
                    new() { Start = c.Start + (long)row * (columns + width), PanelStep = width, RowStep = columns + width },
                    default);
            }
        }
        Action<int> share = Share;
        return Median(rows, depth, columns, () => crew.Run(share, threads));
    }

    private static double Median(int rows, int depth, int columns, Action product)
    {
        double flops = 2.0 * rows * depth * columns;
        int times = Math.Max(1, (int)(2e9 / flops));
        double[] rates = new double[Repeats];
        product();
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < times; i++)
            {
                product();
            }
            rates[repeat] = flops * times / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
        }
        return Statistics.Median(rates);
    }
}
