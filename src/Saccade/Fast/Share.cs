namespace Saccade.Fast;

/// <summary>One worker's share of some things in a row: those from the first up to, but without, the end.</summary>
internal readonly record struct Share(int First, int End)
{
    public int Count => End - First;

    /// <summary>Into how many handfuls of so many rollouts it is cut, with so many of each thing: one and a half are still one, of more none is larger, if the things can be cut so.</summary>
    public int Handfuls(int rollouts, int rolloutsOfEach = 1)
    {
        long all = (long)Count * rolloutsOfEach;
        return 2 * all < 3L * rollouts ? 1 : (int)Math.Min((all + rollouts - 1) / rollouts, Count);
    }

    /// <summary>One of so many parts of it, which differ by one at the most; the last is one of the largest.</summary>
    public Share Part(int part, int parts)
    {
        Share within = Of(Count, part, parts);
        return new(First + within.First, First + within.End);
    }

    /// <summary>Cuts so many things into shares that differ by one at the most.</summary>
    public static Share Of(int things, int worker, int workers) =>
        new((int)((long)things * worker / workers), (int)((long)things * (worker + 1) / workers));
}
