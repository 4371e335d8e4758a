namespace Saccade.Figures;

/// <summary>One point of a <see cref="Sweep"/>.</summary>
/// <param name="Value">The option's value.</param>
/// <param name="Error">The error in percent, the mean over seeds where there are several.</param>
/// <param name="Deviation">Its standard deviation over seeds; null for a single seed.</param>
public sealed record SweepPoint(double Value, double Error, double? Deviation);
