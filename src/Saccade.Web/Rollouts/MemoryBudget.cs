namespace Saccade.Web.Rollouts;

/// <summary>Memory that requests share: each takes its part before it fills it, and is refused if too little is left.</summary>
/// <param name="bytes">All of it.</param>
internal sealed class MemoryBudget(long bytes)
{
    private long _taken;

    /// <summary>Takes memory until the result is disposed of; null if too little is left. More than all counts as all.</summary>
    public IDisposable? TryTake(long wanted)
    {
        wanted = Math.Min(wanted, bytes);
        if (Interlocked.Add(ref _taken, wanted) <= bytes)
        {
            return new Share(this, wanted);
        }
        Interlocked.Add(ref _taken, -wanted);
        return null;
    }

    private sealed class Share(MemoryBudget budget, long taken) : IDisposable
    {
        private long _taken = taken;

        public void Dispose() => Interlocked.Add(ref budget._taken, -Interlocked.Exchange(ref _taken, 0));
    }
}
