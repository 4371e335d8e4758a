using Saccade.Cpu.Kernels;

namespace Saccade.Tests.Cpu.Kernels;

public sealed unsafe class TransposeTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(8, 8)]
    [InlineData(16, 16)]
    [InlineData(2, 32)]
    [InlineData(32, 10)]
    [InlineData(32, 32)]
    [InlineData(7, 13)]
    [InlineData(13, 19)]
    public void Rows_become_columns_and_nothing_else_is_written(int rows, int columns)
    {
        int fromStep = columns + 3, toStep = rows + 2;
        float[] from = [.. Enumerable.Range(1, rows * fromStep).Select(i => (float)i)];
        float[] to = new float[columns * toStep];
        Array.Fill(to, -1);
        fixed (float* a = from, b = to)
        {
            Transpose.Copy(a, fromStep, b, toStep, rows, columns);
        }
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < toStep; row++)
            {
                Assert.Equal(row < rows ? from[row * fromStep + column] : -1, to[column * toStep + row]);
            }
        }
    }
}
