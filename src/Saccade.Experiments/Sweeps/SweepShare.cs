namespace Saccade.Experiments.Sweeps;

/// <summary>The runs that a process may take: all, or, as one of n processes, every n-th from its index on.</summary>
/// <param name="Index">The number of the process, from 0.</param>
/// <param name="Of">The number of processes.</param>
public readonly record struct SweepShare(int Index, int Of)
{
    /// <summary>Every run.</summary>
    public static SweepShare All { get; } = new(0, 1);

    internal bool Has(SweepRun run) => run.Order % Of == Index;
}
