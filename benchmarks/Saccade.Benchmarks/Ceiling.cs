using System.Diagnostics;
using Saccade.Learning;
using Saccade.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Benchmarks;

/// <summary>What the machine's best matrix product reaches, in GFLOP/s: MKL through TorchSharp, and our own kernel.</summary>
internal static class Ceiling
{
    /// <summary>The side of the cube that stands for the best the machine can do.</summary>
    public const int Cube = 2048;

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

    /// <summary>The same by our kernel.</summary>
    public static double Kernel(int rows, int depth, int columns, int threads)
    {
        using KernelProduct product = new(rows, depth, columns, threads);
        return Median(rows, depth, columns, product.Multiply);
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
