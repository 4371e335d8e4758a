namespace Saccade.Cpu.Threading;

/// <summary>The indices from <paramref name="First"/> up to, but without, <paramref name="End"/>.</summary>
internal readonly record struct IndexRange(int First, int End)
{
    public int Count => End - First;

    /// <summary>
    /// The number of micro-batches that this range of episodes is cut into: one for less than one and a half micro-batches, otherwise as
    /// many as keep each within <paramref name="microBatch"/>, if whole episodes allow it.
    /// </summary>
    public int MicroBatches(int microBatch, int rolloutsOfEach = 1)
    {
        long rollouts = (long)Count * rolloutsOfEach;
        return 2 * rollouts < 3L * microBatch ? 1 : (int)Math.Min((rollouts + microBatch - 1) / microBatch, Count);
    }

    /// <summary>One of <paramref name="parts"/> parts of this range, which differ by one at most; the last is one of the largest.</summary>
    public IndexRange Part(int part, int parts)
    {
        IndexRange within = Share(Count, part, parts);
        return new(First + within.First, First + within.End);
    }

    /// <summary>The share of one worker in <paramref name="items"/> items; shares differ by one at most.</summary>
    public static IndexRange Share(int items, int worker, int workers) =>
        new((int)((long)items * worker / workers), (int)((long)items * (worker + 1) / workers));
}
