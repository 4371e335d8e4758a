using Saccade.Cpu.Kernels;

namespace Saccade.Cpu.Buffers;

/// <summary>Values of every rollout at every step, [steps, N, columns]; the <see cref="BufferSet"/> it belongs to allocates it.</summary>
internal sealed unsafe class ActivationBuffer(int columns)
{
    // One cache line more than whole panels, so that the rows of a column do not all fall into the same few cache sets.
    private const int Skew = 16;

    private AlignedBuffer? _values;
    private int _rollouts;
    private int _kept;

    /// <summary>The columns, padded to whole panels.</summary>
    public int Columns { get; } = MatrixKernel.Padded(columns);

    private int Stride => Columns + Skew;

    /// <summary>All rollouts at one step, [N, columns]; those that are kept, if some have ended.</summary>
    public Matrix this[int step] => Steps(step, 1);

    /// <summary>All rollouts at <paramref name="count"/> steps, [count · N, columns]; of the last step those that are kept.</summary>
    public Matrix Steps(int first, int count) => new(
        _values!.Start + (long)first * _rollouts * Stride, count == 0 ? 0 : (count - 1) * _rollouts + _kept, Columns, Stride);

    /// <summary>Sets N, at most the capacity.</summary>
    public void SetRollouts(int rollouts) => (_rollouts, _kept) = (rollouts, rollouts);

    /// <summary>Keeps the first of the N rollouts; the others stay in memory, but no step computes them.</summary>
    public void Keep(int rollouts) => _kept = rollouts;

    /// <summary>Allocates zeros.</summary>
    public void Allocate(int steps, int capacity) => _values = new AlignedBuffer((long)steps * capacity * Stride);

    public void Free() => _values?.Dispose();
}
