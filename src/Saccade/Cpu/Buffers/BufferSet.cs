namespace Saccade.Cpu.Buffers;

/// <summary>The activation buffers of the same rollouts, which grow together.</summary>
internal sealed class BufferSet : IDisposable
{
    private readonly List<(ActivationBuffer Buffer, int Extra, bool PerGlimpse)> _all = [];
    private int _glimpses;
    private int _capacity;

    /// <summary>N, the current number of rollouts.</summary>
    public int Rollouts { get; private set; }

    /// <summary>Adds a buffer with a step for each glimpse and extra steps: 1 for values of the T + 1 states.</summary>
    public ActivationBuffer Add(int columns, int extraSteps = 0) => Add(columns, extraSteps, perGlimpse: true);

    /// <summary>Adds a buffer with a single step, for values that a rollout has once.</summary>
    public ActivationBuffer AddOnce(int columns) => Add(columns, extraSteps: 1, perGlimpse: false);

    /// <summary>Reserves memory for N rollouts of T glimpses; what the buffers held is lost if they have to grow.</summary>
    public void Reserve(int glimpses, int rollouts)
    {
        if (_glimpses < glimpses || _capacity < rollouts)
        {
            (_glimpses, _capacity) = (Math.Max(glimpses, _glimpses), Math.Max(rollouts, _capacity));
            // All are freed first: old and new ones together might not fit into memory.
            Dispose();
            foreach ((ActivationBuffer buffer, int extra, bool perGlimpse) in _all)
            {
                buffer.Allocate((perGlimpse ? _glimpses : 0) + extra, _capacity);
            }
        }
        Rollouts = rollouts;
        foreach ((ActivationBuffer buffer, _, _) in _all)
        {
            buffer.SetRollouts(rollouts);
        }
    }

    /// <summary>Keeps the first of the N rollouts until the next reservation.</summary>
    public void Keep(int rollouts) => _all.ForEach(entry => entry.Buffer.Keep(rollouts));

    public void Dispose() => _all.ForEach(entry => entry.Buffer.Free());

    private ActivationBuffer Add(int columns, int extraSteps, bool perGlimpse)
    {
        ActivationBuffer buffer = new(columns);
        _all.Add((buffer, extraSteps, perGlimpse));
        return buffer;
    }
}
