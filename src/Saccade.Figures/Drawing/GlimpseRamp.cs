using SkiaSharp;

namespace Saccade.Figures.Drawing;

/// <summary>
/// The colours of the glimpses, first to last: violet, pink, orange, yellow. Lightness rises all the way, so that the
/// order survives colour-blindness and gray print; even the first is light enough for a black frame.
/// </summary>
internal static class GlimpseRamp
{
    // Lightness, then the two colour axes of Oklab (B. Ottosson, 2020), in which equal distances look equal.
    private static readonly (double L, double A, double B)[] Anchors =
    [
        (0.60, 0.06, -0.19), (0.67, 0.19, -0.06), (0.74, 0.14, 0.08), (0.83, 0.04, 0.15), (0.92, -0.03, 0.16),
    ];

    /// <summary>The colour of glimpse <paramref name="step"/> of <paramref name="glimpses"/>, counted from 0.</summary>
    public static SKColor At(int step, int glimpses)
    {
        double place = glimpses == 1 ? 0 : (double)step / (glimpses - 1) * (Anchors.Length - 1);
        int i = Math.Min((int)place, Anchors.Length - 2);
        double part = place - i;
        (double L, double A, double B) from = Anchors[i], to = Anchors[i + 1];
        return FromOklab(from.L + part * (to.L - from.L), from.A + part * (to.A - from.A), from.B + part * (to.B - from.B));
    }

    private static SKColor FromOklab(double lightness, double a, double b)
    {
        double l = Cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = Cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = Cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        return new SKColor(
            Channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            Channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            Channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
    }

    private static double Cube(double x) => x * x * x;

    private static byte Channel(double linear)
    {
        double x = Math.Clamp(linear, 0, 1);
        double encoded = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.Pow(x, 1 / 2.4) - 0.055;
        return (byte)Math.Round(255 * encoded);
    }
}
