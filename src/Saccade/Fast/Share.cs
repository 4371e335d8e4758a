namespace Saccade.Fast;

/// <summary>One worker's share of some things in a row: those from the first up to, but without, the end.</summary>
internal readonly record struct Share(int First, int End)
{
    public int Count => End - First;

    /// <summary>How many handfuls of about <paramref name="rollouts"/> it makes, with so many rollouts of each thing.</summary>
    public int Handfuls(int rollouts, int rolloutsOfEach = 1) =>
        (int)Math.Clamp(((long)Count * rolloutsOfEach + rollouts / 2) / rollouts, 1, Count);

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
