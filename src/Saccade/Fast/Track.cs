namespace Saccade.Fast;

/// <summary>Numbers of every rollout at every glimpse, [steps, rollouts, columns].</summary>
internal sealed unsafe class Track : IDisposable
{
    // One cache line more than whole panels, so that the rows of a column don't all fall into the same few cache sets.
    private const int Skew = 16;

    private readonly AlignedBuffer _values;

    public Track(int steps, int capacity, int columns)
    {
        Capacity = capacity;
        Columns = MatrixKernel.Padded(columns);
        Stride = Columns + Skew;
        _values = new AlignedBuffer((long)steps * capacity * Stride);
    }

    /// <summary>How many rollouts there may be.</summary>
    public int Capacity { get; }

    public int Columns { get; }

    public int Stride { get; }

    /// <summary>How many rollouts there are now.</summary>
    public int Rollouts { get; set; }

    /// <summary>All rollouts at one step.</summary>
    public Matrix this[int step] => From(step, 1);

    /// <summary>All rollouts at so many steps, [steps · rollouts, columns].</summary>
    public Matrix From(int step, int steps) => new(_values.Start + (long)step * Rollouts * Stride, steps * Rollouts, Columns, Stride);

    public void Dispose() => _values.Dispose();
}
