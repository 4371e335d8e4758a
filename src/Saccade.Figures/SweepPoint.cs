namespace Saccade.Figures;

/// <summary>One point of a <see cref="Sweep"/>.</summary>
/// <param name="Value">The option's value.</param>
/// <param name="Error">The error in percent, the mean over seeds where there are several.</param>
/// <param name="Deviation">Its standard deviation over seeds; null for a single seed.</param>
public sealed record SweepPoint(double Value, double Error, double? Deviation)
{
    /// <summary>The value's name on the axis, where <see cref="Value"/> is only the place of a name, from 0; null for numbers.</summary>
    public string? Name { get; init; }
}
