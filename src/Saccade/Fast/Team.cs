using System.Runtime.ExceptionServices;

namespace Saccade.Fast;

/// <summary>
/// Workers that learn from the same few rollouts: each takes some of the rollouts where these are apart, and some panels
/// of the two large layers for all of them, so that most weights seldom leave one core's cache. They meet where one needs
/// what another made.
/// </summary>
internal sealed class Team(int members)
{
    // Each on a cache line of its own: who waits watches the one and leaves the other alone.
    private const int Missing = 16, Meetings = 32;

    // Some ten microseconds. A member that is later than that waits for its core itself: with ten times as much patience, two
    // trainings beside each other were half as fast.
    private const int Looks = 400;

    private readonly int[] _counts = new int[48];
    private ExceptionDispatchInfo? _failure;

    public int Members => members;

    /// <summary>The panels of the product under way.</summary>
    public Pieces Panels { get; } = new(members);

    /// <summary>Begins a piece of work of all members, whatever became of the last one.</summary>
    public void Begin()
    {
        _failure = null;
        Panels.Clear();
        _counts[Missing] = members;
    }

    /// <summary>Waits for all members. Fails as the first of them that failed.</summary>
    public void Meet()
    {
        if (members == 1)
        {
            return;
        }
        int meeting = Volatile.Read(ref _counts[Meetings]);
        if (Interlocked.Decrement(ref _counts[Missing]) == 0)
        {
            _counts[Missing] = members;
            Volatile.Write(ref _counts[Meetings], meeting + 1);
            return;
        }
        int patience = members > Environment.ProcessorCount ? 0 : Looks;
        while (Volatile.Read(ref _counts[Meetings]) == meeting)
        {
            Volatile.Read(ref _failure)?.Throw();
            if (patience-- > 0)
            {
                Thread.SpinWait(1);
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    /// <summary>Tells the other members, who would wait for ever, that one failed.</summary>
    public void Fail(Exception failure) => Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
}
