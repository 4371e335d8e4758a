namespace Saccade.Evaluation;

/// <summary>Confidence intervals of a share.</summary>
public static class Interval
{
    /// <summary>The 95% interval of Wilson (1927) for <paramref name="hits"/> out of <paramref name="trials"/>, as shares of 1.</summary>
    /// <param name="hits">The number of hits; a mean over repeated trials need not be whole.</param>
    /// <param name="trials">The number of trials.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no trials, or more hits than trials.</exception>
    public static (double Low, double High) Wilson95(double hits, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        const double z = 1.959963984540054;
        double share = hits / trials;
        double spread = z * z / trials;
        double centre = (share + spread / 2) / (1 + spread);
        double half = z / (1 + spread) * Math.Sqrt(share * (1 - share) / trials + spread / (4 * trials));
        // Without a rounding error at the ends 0 and 1.
        return (hits == 0 ? 0 : Math.Max(0, centre - half), hits == trials ? 1 : Math.Min(1, centre + half));
    }
}
