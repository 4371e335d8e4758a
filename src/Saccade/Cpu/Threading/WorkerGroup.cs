using System.Runtime.ExceptionServices;

namespace Saccade.Cpu.Threading;

/// <summary>
/// Workers that run the same few rollouts together, with a barrier. Each computes its own rollouts where these are independent, and some
/// panels of the two large layers for all of them, so that most weights stay in one core's cache.
/// </summary>
internal sealed class WorkerGroup(int members)
{
    // Each counter has a cache line: waiting members read one of them and leave the other alone.
    private const int Missing = 16, Phase = 32;

    // Some ten microseconds. A member that is later than that waits for a core itself: with ten times as many spins, two
    // trainings side by side were half as fast.
    private const int Spins = 400;

    private readonly int[] _counters = new int[48];
    private ExceptionDispatchInfo? _failure;

    public int Members => members;

    /// <summary>The panels of the current product.</summary>
    public WorkStealingQueue Panels { get; } = new(members);

    /// <summary>Prepares the group for an operation, whatever happened in the last one.</summary>
    public void Start()
    {
        _failure = null;
        Panels.Clear();
        _counters[Missing] = members;
    }

    /// <summary>The barrier: waits for all members. Throws the exception of the first member that failed.</summary>
    public void Wait()
    {
        if (members == 1)
        {
            return;
        }
        int phase = Volatile.Read(ref _counters[Phase]);
        if (Interlocked.Decrement(ref _counters[Missing]) == 0)
        {
            _counters[Missing] = members;
            Volatile.Write(ref _counters[Phase], phase + 1);
            return;
        }
        int spins = members > Environment.ProcessorCount ? 0 : Spins;
        while (Volatile.Read(ref _counters[Phase]) == phase)
        {
            Volatile.Read(ref _failure)?.Throw();
            if (spins-- > 0)
            {
                Thread.SpinWait(1);
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    /// <summary>Releases the other members, which would wait for ever, with the exception of the member that failed.</summary>
    public void Fail(Exception failure) => Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
}
