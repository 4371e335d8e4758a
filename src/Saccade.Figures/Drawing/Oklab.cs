namespace Saccade.Figures.Drawing;

/// <summary>A colour as lightness and two colour axes, in which equal distances look equal (B. Ottosson, 2020).</summary>
internal readonly record struct Oklab(double L, double A, double B)
{
    /// <summary>The colour at <paramref name="place"/>, 0 to 1, of a ramp through evenly spaced anchors.</summary>
    public static SKColor Between(ReadOnlySpan<Oklab> anchors, double place)
    {
        double at = place * (anchors.Length - 1);
        int i = Math.Min((int)at, anchors.Length - 2);
        double part = at - i;
        (Oklab from, Oklab to) = (anchors[i], anchors[i + 1]);
        return new Oklab(from.L + part * (to.L - from.L), from.A + part * (to.A - from.A), from.B + part * (to.B - from.B)).ToColour();
    }

    private SKColor ToColour()
    {
        double l = Cube(L + 0.3963377774 * A + 0.2158037573 * B);
        double m = Cube(L - 0.1055613458 * A - 0.0638541728 * B);
        double s = Cube(L - 0.0894841775 * A - 1.2914855480 * B);
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
