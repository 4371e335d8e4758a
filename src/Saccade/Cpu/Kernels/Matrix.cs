namespace Saccade.Cpu.Kernels;

/// <summary>A view of numbers row by row: element (r, c) lies at r·<see cref="Stride"/> + c.</summary>
internal readonly unsafe struct Matrix(float* start, int rows, int columns, int stride)
{
    public float* Start { get; } = start;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public int Stride { get; } = stride;

    public Span<float> Row(int row) => new(Start + (nint)row * Stride, Columns);

    public Matrix TakeRows(int from, int count) => new(Start + (nint)from * Stride, count, Columns, Stride);

    public Matrix TakeColumns(int from, int count) => new(Start + from, Rows, count, Stride);

    public void CopyRow(int from, int to) => Row(from).CopyTo(Row(to));

    public void Clear()
    {
        for (int row = 0; row < Rows; row++)
        {
            Row(row).Clear();
        }
    }

    /// <summary>The backward pass of a relu: zero where its output is zero.</summary>
    public void Gate(Matrix relu)
    {
        for (int row = 0; row < Rows; row++)
        {
            Span<float> values = Row(row);
            ReadOnlySpan<float> gate = relu.Row(row);
            for (int column = 0; column < values.Length; column++)
            {
                values[column] = gate[column] > 0 ? values[column] : 0;
            }
        }
    }
}
