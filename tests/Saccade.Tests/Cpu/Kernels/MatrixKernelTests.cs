using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Random;

namespace Saccade.Tests.Cpu.Kernels;

/// <summary>The matrix product against three plain loops.</summary>
public sealed unsafe class MatrixKernelTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 16)]
    [InlineData(3, 5, 20)]
    [InlineData(4, 64, 128)]
    [InlineData(5, 255, 33)]
    [InlineData(6, 256, 10)]
    [InlineData(7, 257, 17)]
    [InlineData(10, 31, 32)]
    [InlineData(11, 160, 64)]
    [InlineData(25, 161, 32)]
    [InlineData(13, 700, 48)]
    [InlineData(23, 40, 64)]
    [InlineData(36, 8, 32)]
    public void Products_are_those_of_three_plain_loops(int rows, int depth, int columns)
    {
        float[] a = Values(rows * depth, 1), b = Values(depth * columns, 2);
        double[] expected = Naive(a, b, rows, depth, columns);
        Assert.Equal(expected, Product(a, b, rows, depth, columns, transposed: false, default), Near(depth));
        Assert.Equal(expected, Product(a, b, rows, depth, columns, transposed: true, default), Near(depth));
    }

    [Fact]
    public void A_row_is_the_same_to_the_bit_however_many_rows_there_are()
    {
        const int Depth = 300, Columns = 24;
        float[] a = Values(29 * Depth, 3), b = Values(Depth * Columns, 4);
        double[] together = Product(a, b, 29, Depth, Columns, transposed: false, default);
        for (int rows = 1; rows < 29; rows++)
        {
            Assert.Equal(together[..(rows * Columns)], Product(a[..(rows * Depth)], b, rows, Depth, Columns, transposed: false, default));
        }
    }

    [Fact]
    public void Bias_relu_and_gate_come_after_the_whole_depth()
    {
        const int Rows = 23, Depth = 600, Columns = 16;
        float[] a = Values(Rows * Depth, 5), b = Values(Depth * Columns, 6);
        double[] plain = Naive(a, b, Rows, Depth, Columns);
        using AlignedBuffer bias = Filled(Values(32, 7)), gate = Filled(Values(Rows * 32, 8));
        double[] relu = Product(a, b, Rows, Depth, Columns, transposed: false, new() { Bias = bias.Start, Relu = true });
        double[] gated = Product(a, b, Rows, Depth, Columns, transposed: false, new() { Gate = gate.Start, GateRow = 32 });
        double[] added = Product(a, b, Rows, Depth, Columns, transposed: false, new() { Accumulate = true }, start: 2);
        double[] addedAcross = Product(a, b, Rows, Depth, Columns, transposed: true, new() { Accumulate = true }, start: 2);
        for (int i = 0; i < plain.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, Columns);
            Assert.Equal(Math.Max(plain[i] + bias.Start[column], 0), relu[i], Near(Depth));
            Assert.Equal(gate.Start[row * 32 + column] > 0 ? plain[i] : 0, gated[i], Near(Depth));
            Assert.Equal(plain[i] + 2, added[i], Near(Depth));
            Assert.Equal(plain[i] + 2, addedAcross[i], Near(Depth));
        }
    }

    private static Func<double, double, bool> Near(int depth) => (x, y) => Math.Abs(x - y) < 1e-5 * Math.Sqrt(depth);

    private static double[] Naive(float[] a, float[] b, int rows, int depth, int columns)
    {
        double[] c = new double[rows * columns];
        for (int m = 0; m < rows; m++)
        {
            for (int n = 0; n < columns; n++)
            {
                for (int k = 0; k < depth; k++)
                {
                    c[m * columns + n] += (double)a[m * depth + k] * b[k * columns + n];
                }
            }
        }
        return c;
    }

    /// <summary>The kernel's product, of A lying by rows or by columns.</summary>
    private static double[] Product(
        float[] a, float[] b, int rows, int depth, int columns, bool transposed, Epilogue epilogue, float start = 0)
    {
        int width = MatrixKernel.PanelWidth;
        int padded = MatrixKernel.Padded(columns);
        using AlignedBuffer left = Filled(transposed ? Transposed(a, rows, depth) : a);
        using AlignedBuffer panels = new(depth * padded), result = new(rows * padded);
        for (int k = 0; k < depth; k++)
        {
            for (int n = 0; n < columns; n++)
            {
                panels.Start[(n / width * depth + k) * width + n % width] = b[k * columns + n];
            }
        }
        result.Span(0, rows * padded).Fill(start);
        MatrixKernel.Multiply(
            new() { Start = left.Start, RowStep = transposed ? 1 : depth, DepthStep = transposed ? rows : 1, Rows = rows, Depth = depth },
            new() { Start = panels.Start, PanelStep = depth * width, DepthStep = width, Count = padded / width },
            new() { Start = result.Start, PanelStep = width, RowStep = padded },
            epilogue);
        double[] c = new double[rows * columns];
        for (int i = 0; i < c.Length; i++)
        {
            c[i] = result.Start[i / columns * padded + i % columns];
        }
        return c;
    }

    private static float[] Transposed(float[] a, int rows, int columns) =>
        [.. Enumerable.Range(0, a.Length).Select(i => a[i % rows * columns + i / rows])];

    private static AlignedBuffer Filled(float[] values)
    {
        AlignedBuffer buffer = new(values.Length);
        values.CopyTo(buffer.Span(0, values.Length));
        return buffer;
    }

    private static float[] Values(int count, long seed)
    {
        RandomStream stream = RandomKey.FromSeed(seed).Stream();
        return [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextDouble(-1, 1))];
    }
}
