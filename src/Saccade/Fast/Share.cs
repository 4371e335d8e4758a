namespace Saccade.Fast;

/// <summary>One worker's share of some things in a row: those from the first up to, but without, the end.</summary>
internal readonly record struct Share(int First, int End)
{
    public int Count => End - First;

    /// <summary>Cuts so many things into shares that differ by one at the most.</summary>
    public static Share Of(int things, int worker, int workers) =>
        new((int)((long)things * worker / workers), (int)((long)things * (worker + 1) / workers));
}
