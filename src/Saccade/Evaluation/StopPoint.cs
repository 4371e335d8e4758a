namespace Saccade.Evaluation;

/// <summary>A point of a <see cref="StopCurve"/>.</summary>
/// <param name="Setting">The price, the threshold or the number of glimpses.</param>
/// <param name="MeanGlimpses">The mean number of glimpses of a rollout.</param>
/// <param name="ErrorPercent">The error in percent.</param>
public sealed record StopPoint(double Setting, double MeanGlimpses, double ErrorPercent);
