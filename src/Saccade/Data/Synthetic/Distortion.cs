using System.Numerics;

namespace Saccade.Data.Synthetic;

/// <summary>A random distortion of a digit: stretch, slant, rotation, bend and jitter.</summary>
internal readonly struct Distortion
{
    private double Stretch { get; init; }
    private double Slant { get; init; }
    private double Rotation { get; init; }
    private double Bend { get; init; }
    private double Taper { get; init; }
    private double Balance { get; init; }
    private double Unsteadiness { get; init; }

    /// <summary>Draws a distortion; the digit 1 slants more than others.</summary>
    public static Distortion Draw(int digit, ref RandomStream random) => new()
    {
        Stretch = Math.Exp(0.26 * random.NextGaussian()),
        Slant = 0.2 + (digit == 1 ? 0.35 : 0.27) * random.NextGaussian(),
        Rotation = 0.1 * random.NextGaussian(),
        Bend = 0.05 * random.NextGaussian(),
        Taper = 0.18 * random.NextGaussian(),
        Balance = Math.Exp(0.18 * random.NextGaussian()),
        Unsteadiness = random.NextDouble(0.01, 0.055),
    };

    /// <summary>The distorted position of a point; <paramref name="looseness"/> scales its jitter.</summary>
    public Vector2 Move(PenPoint point, double looseness, ref RandomStream random)
    {
        double x = point.X - 0.28 + looseness * Unsteadiness * random.NextGaussian();
        double y = point.Y + looseness * Unsteadiness * random.NextGaussian();
        y = Math.Pow(Math.Clamp(y, 0, 1), Balance) + (y - Math.Clamp(y, 0, 1));
        x = Stretch * x * (1 + Taper * (2 * y - 1)) + Bend * Math.Sin(Math.PI * y) - Slant * (y - 0.5);
        (double sin, double cos) = Math.SinCos(Rotation);
        y -= 0.5;
        return new((float)(cos * x - sin * y), (float)(sin * x + cos * y));
    }
}
