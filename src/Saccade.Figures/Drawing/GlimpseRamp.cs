namespace Saccade.Figures.Drawing;

/// <summary>
/// The colours of the glimpses, first to last: violet, pink, orange, yellow. Lightness rises all the way, so that the
/// order survives colour-blindness and gray print; even the first is light enough for a black frame.
/// </summary>
internal static class GlimpseRamp
{
    private static readonly Oklab[] Anchors =
        [new(0.60, 0.06, -0.19), new(0.67, 0.19, -0.06), new(0.74, 0.14, 0.08), new(0.83, 0.04, 0.15), new(0.92, -0.03, 0.16)];

    /// <summary>The colour of glimpse <paramref name="step"/> of <paramref name="glimpses"/>, counted from 0.</summary>
    public static SKColor At(int step, int glimpses) => Oklab.Between(Anchors, glimpses == 1 ? 0 : (double)step / (glimpses - 1));
}
