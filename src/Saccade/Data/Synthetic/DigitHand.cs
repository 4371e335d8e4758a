using System.Numerics;

namespace Saccade.Data.Synthetic;

/// <summary>Draws one digit: chooses a way to write it and moves its points. All randomness of a drawn digit is here.</summary>
internal static class DigitHand
{
    private const int Side = DrawnDigits.Side;
    private const float Box = 20; // MNIST fits every digit into a box of 20×20 pixels

    /// <summary>Writes <paramref name="digit"/> on a black image [28, 28].</summary>
    public static void Write(int digit, ref RandomStream random, Span<byte> image)
    {
        DigitShape way = Choose(DigitShapes.Of(digit), ref random);
        Distortion distortion = Distortion.Draw(digit, ref random);
        Span<Vector2> points = stackalloc Vector2[DigitShapes.MostPoints];
        Span<bool> corners = stackalloc bool[DigitShapes.MostPoints];
        int count = 0;
        foreach (PenPoint[] stroke in way.Strokes)
        {
            for (int i = 0; i < stroke.Length; i++, count++)
            {
                bool end = i == 0 || i == stroke.Length - 1;
                points[count] = distortion.Move(stroke[i], end ? 1.5 : 1, ref random);
                corners[count] = stroke[i].Corner;
            }
        }

        float radius = (float)Math.Clamp(1.3 * Math.Exp(0.3 * random.NextGaussian()), 0.65, 2.4);
        float softness = (float)random.NextDouble(0.8, 1.6);
        FitBox(points[..count], radius, ref random);
        Pen pen = new(image, Side, radius, softness);
        int start = 0;
        foreach (PenPoint[] stroke in way.Strokes)
        {
            pen.Curve(points.Slice(start, stroke.Length), corners.Slice(start, stroke.Length));
            start += stroke.Length;
        }
    }

    private static DigitShape Choose(ReadOnlySpan<DigitShape> ways, ref RandomStream random)
    {
        double total = 0;
        foreach (DigitShape way in ways)
        {
            total += way.Weight;
        }
        double left = random.NextDouble() * total;
        foreach (DigitShape way in ways)
        {
            left -= way.Weight;
            if (left < 0) return way;
        }
        return ways[^1];
    }

    /// <summary>Scales the points into the box, and puts their mean near the middle of the image as MNIST does with the mass.</summary>
    private static void FitBox(Span<Vector2> points, float radius, ref RandomStream random)
    {
        Vector2 least = points[0], most = points[0], sum = Vector2.Zero;
        foreach (Vector2 point in points)
        {
            (least, most, sum) = (Vector2.Min(least, point), Vector2.Max(most, point), sum + point);
        }
        Vector2 extent = most - least;
        float scale = (Box * (float)random.NextDouble(0.95, 1.03) - 2 * radius) / MathF.Max(extent.X, extent.Y);
        Vector2 wander = new((float)random.NextGaussian(), (float)random.NextGaussian());
        // Within the image.
        Vector2 centre = sum / points.Length;
        Vector2 room = new(radius + 1), far = new(Side - radius - 1);
        Vector2 place = Vector2.Clamp(
            new Vector2(Side / 2f) + 0.5f * wander, room + scale * (centre - least), far - scale * (most - centre));
        foreach (ref Vector2 point in points)
        {
            point = place + scale * (point - centre);
        }
    }
}
