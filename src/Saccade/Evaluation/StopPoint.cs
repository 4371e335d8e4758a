namespace Saccade.Evaluation;

/// <summary>A point of a <see cref="StopCurve"/>.</summary>
/// <param name="Setting">The price, the threshold or the number of glimpses.</param>
/// <param name="MeanGlimpses">The mean number of glimpses of a rollout.</param>
/// <param name="ErrorPercent">The error in percent.</param>
/// <param name="ErrorPercentLow">The lower end of its 95% interval (Wilson, over images).</param>
/// <param name="ErrorPercentHigh">The upper end of that interval.</param>
public sealed record StopPoint(
    double Setting, double MeanGlimpses, double ErrorPercent, double ErrorPercentLow, double ErrorPercentHigh);
