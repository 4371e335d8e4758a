using Saccade.Runtime;

namespace Saccade.Figures;

/// <summary>A curve of errors over the values of one option.</summary>
/// <param name="Title">What is varied, and what is kept.</param>
/// <param name="Points">1 or more points in ascending order of their values.</param>
public sealed record Sweep(string Title, IReadOnlyList<SweepPoint> Points)
{
    /// <summary>Refuses what cannot be drawn.</summary>
    internal void Check()
    {
        if (Points.Count == 0)
            throw new SaccadeException($"The sweep '{Title}' has no points; it must have one or more.");
        if (Points.Any(p => !double.IsFinite(p.Value) || !double.IsFinite(p.Error) || p.Error < 0 || p.Deviation is < 0 or double.NaN))
            throw new SaccadeException($"A point of the sweep '{Title}' is no number or negative; errors and deviations may be 0 or more.");
        if (Points.Zip(Points.Skip(1)).Any(pair => pair.First.Value >= pair.Second.Value))
            throw new SaccadeException($"The points of the sweep '{Title}' are out of order; their values must ascend.");
    }
}

/// <summary>One point of a <see cref="Sweep"/>.</summary>
/// <param name="Value">The option's value.</param>
/// <param name="Error">The error in percent, the mean over seeds where there are several.</param>
/// <param name="Deviation">Its standard deviation over seeds; null for a single seed.</param>
public sealed record SweepPoint(double Value, double Error, double? Deviation);
