using SkiaSharp;

namespace Saccade.Figures.Drawing;

/// <summary>The colours of heat maps, from nothing to most: near black, violet, pink, orange, pale yellow. Lightness rises all the way.</summary>
internal static class HeatRamp
{
    private static readonly Oklab[] Anchors =
    [
        new(0.15, 0.005, -0.02), new(0.38, 0.06, -0.14), new(0.57, 0.18, -0.06), new(0.75, 0.14, 0.09), new(0.95, -0.02, 0.11),
    ];

    /// <summary>The colour of a value from 0 to 1.</summary>
    public static SKColor At(double value) => Oklab.Between(Anchors, Math.Clamp(value, 0, 1));
}
