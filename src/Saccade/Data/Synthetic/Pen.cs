using System.Numerics;

namespace Saccade.Data.Synthetic;

/// <summary>A round pen that draws curves on a gray image; distances in pixels, the centre of pixel (x, y) is (x + ½, y + ½).</summary>
/// <param name="image">Pixels [height, width]; ink only brightens them.</param>
/// <param name="width">Width of the image.</param>
/// <param name="radius">Half the width of the line.</param>
/// <param name="softness">The width of the edge in pixels; 1 is plain anti-aliasing.</param>
internal readonly ref struct Pen(Span<byte> image, int width, float radius, float softness)
{
    private const int StepsPerPoint = 6;

    private readonly Span<byte> _image = image;

    /// <summary>Draws a Catmull–Rom curve through the points; it is straight on both sides of a corner.</summary>
    public void Curve(ReadOnlySpan<Vector2> points, ReadOnlySpan<bool> corners)
    {
        for (int i = 0; i + 1 < points.Length; i++)
        {
            Vector2 before = i == 0 || corners[i] ? points[i] : points[i - 1];
            Vector2 after = i + 2 == points.Length || corners[i + 1] ? points[i + 1] : points[i + 2];
            Vector2 from = points[i];
            for (int step = 1; step <= StepsPerPoint; step++)
            {
                Vector2 to = Between(before, points[i], points[i + 1], after, step / (float)StepsPerPoint);
                Line(from, to);
                from = to;
            }
        }
    }

    /// <summary>The point of the Catmull–Rom curve at t, 0 to 1, from b to c.</summary>
    public static Vector2 Between(Vector2 a, Vector2 b, Vector2 c, Vector2 d, float t) =>
        b + 0.5f * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));

    private void Line(Vector2 from, Vector2 to)
    {
        float reach = radius + softness / 2;
        int height = _image.Length / width;
        int left = Math.Clamp((int)MathF.Floor(MathF.Min(from.X, to.X) - reach), 0, width);
        int right = Math.Clamp((int)MathF.Ceiling(MathF.Max(from.X, to.X) + reach), 0, width);
        int top = Math.Clamp((int)MathF.Floor(MathF.Min(from.Y, to.Y) - reach), 0, height);
        int bottom = Math.Clamp((int)MathF.Ceiling(MathF.Max(from.Y, to.Y) + reach), 0, height);
        Vector2 along = to - from;
        float perLength = 1 / MathF.Max(along.LengthSquared(), 1e-12f);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                Vector2 offset = new Vector2(x + 0.5f, y + 0.5f) - from;
                float nearest = Math.Clamp(Vector2.Dot(offset, along) * perLength, 0, 1);
                float distance = (offset - nearest * along).Length();
                float ink = Math.Clamp((reach - distance) / softness, 0, 1);
                ref byte pixel = ref _image[y * width + x];
                pixel = Math.Max(pixel, (byte)(255 * ink + 0.5f));
            }
        }
    }
}
