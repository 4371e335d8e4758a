using System.Globalization;

namespace Saccade.Reliability.Soaking;

/// <summary>How a figure went over a trial: the median of its second quarter, when all is warm, beside that of its last.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Early">The median of the second quarter.</param>
/// <param name="Late">The median of the last quarter.</param>
/// <param name="Allowed">By how much the late may be worse: more of what is held, or less of a speed.</param>
/// <param name="MayFall">Whether falling is no harm and rising is; otherwise the other way round.</param>
internal sealed record Steadiness(string Name, double Early, double Late, double Allowed, bool MayFall)
{
    /// <summary>Whether it is as good in the end as before.</summary>
    public bool Holds => MayFall ? Late <= Early + Allowed : Late >= Early - Allowed;

    /// <summary>Checks what is held, which must not grow.</summary>
    public static Steadiness OfHeld(string name, IReadOnlyList<double> values, double allowed) =>
        new(name, AtFirst(values), AtLast(values), allowed, MayFall: true);

    /// <summary>Checks a speed, which must not fall by more than a fraction.</summary>
    public static Steadiness OfSpeed(string name, IReadOnlyList<double> values, double part) =>
        new(name, AtFirst(values), AtLast(values), part * AtFirst(values), MayFall: false);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"  {Name,-22} {Early,10:N1} → {Late,10:N1}  ({(Early == 0 ? 0 : 100 * (Late - Early) / Early),6:+0.0;-0.0} %)  "
            + $"{(Holds ? "steady" : "NOT STEADY")}");

    private static double AtFirst(IReadOnlyList<double> values) =>
        Median(values.Skip(values.Count / 4).Take(Math.Max(1, values.Count / 4)));

    private static double AtLast(IReadOnlyList<double> values) => Median(values.Skip(values.Count - Math.Max(1, values.Count / 4)));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
