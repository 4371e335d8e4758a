using Saccade.Images;

namespace Saccade.Figures.Drawing;

/// <summary>Draws a frame with the glimpses taken of it: a box for each scale, the line between centres, numbered discs.</summary>
internal static class GlimpsePath
{
    public const float HeadRadius = 10.5f;

    private const float LeastNumbered = 6;
    private static readonly SKColor s_casing = new(0, 0, 0, 150);
    private static readonly SKColor s_numeral = SKColor.Parse("14161A");

    /// <summary>
    /// Draws the frame with its top left corner at (<paramref name="left"/>, <paramref name="top"/>), each of its
    /// pixels <paramref name="zoom"/> layout pixels wide. Discs of <paramref name="radius"/> below 6 are not numbered.
    /// Only the first <paramref name="shown"/> glimpses are drawn, or all.
    /// </summary>
    public static void Draw(
        Canvas canvas, GlimpseTrace trace, float left, float top, float zoom, float radius, bool outerScales, int? shown = null)
    {
        int glimpses = shown ?? trace.Glimpses;
        SKRect frame = trace.FrameArea(left, top, zoom);
        PixelDrawing.DrawFramed(canvas, trace.Frame(glimpses - 1), trace.Size, frame);
        Boxes(canvas, trace, glimpses, frame, zoom, radius >= LeastNumbered, outerScales);
        Line(canvas, trace, glimpses, frame, zoom, radius);
        for (int t = 0; t < glimpses; t++)
        {
            SKPoint centre = Centre(trace, t, frame, zoom);
            Disc(canvas, centre.X, centre.Y, radius, t, trace.Glimpses);
        }
    }

    /// <summary>The disc of glimpse <paramref name="step"/>, with its number counted from 1 where it is large enough.</summary>
    public static void Disc(Canvas canvas, float x, float y, float radius, int step, int glimpses)
    {
        canvas.Disc(x, y, radius + 1.25f, s_casing);
        canvas.Disc(x, y, radius, GlimpseRamp.At(step, glimpses));
        if (radius < LeastNumbered)
            return;
        float size = radius * (step < 9 ? 1.35f : 1.05f);
        canvas.TextAt((step + 1).ToString(CultureInfo.InvariantCulture), x, y, size, s_numeral, Align.Centre, bold: true);
    }

    private static void Boxes(
        Canvas canvas, GlimpseTrace trace, int glimpses, SKRect frame, float zoom, bool large, bool outerScales)
    {
        canvas.BeginClip(frame);
        float crisp = large ? 2 : 1;
        for (int scale = outerScales ? trace.Sensor.Scales - 1 : 0; scale >= 0; scale--)
        {
            for (int t = 0; t < glimpses; t++)
            {
                SKRect box = Box(trace, t, scale, frame, zoom);
                // Inside of its edge, so that a box along the border of the frame keeps all its sides.
                float inset = (scale == 0 ? crisp : 1) / 2;
                box.Inflate(-inset, -inset);
                SKColor colour = GlimpseRamp.At(t, trace.Glimpses);
                if (scale == 0)
                {
                    if (large)
                        canvas.Outline(box, s_casing, crisp + 1.6f);
                    canvas.Outline(box, colour, crisp);
                }
                else
                {
                    canvas.Outline(box, colour.WithAlpha((byte)Math.Max(130 / scale, 60)), 1);
                }
            }
        }
        canvas.EndClip();
    }

    private static void Line(Canvas canvas, GlimpseTrace trace, int glimpses, SKRect frame, float zoom, float radius)
    {
        float width = Math.Clamp(radius / 4, 1.2f, 2.6f);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int t = 1; t < glimpses; t++)
            {
                SKPoint from = Centre(trace, t - 1, frame, zoom), to = Centre(trace, t, frame, zoom);
                if (from == to)
                    continue;
                if (pass == 0)
                    canvas.Line(from.X, from.Y, to.X, to.Y, s_casing, width + 1.8f);
                else
                    canvas.BlendedLine(from, to, GlimpseRamp.At(t - 1, trace.Glimpses), GlimpseRamp.At(t, trace.Glimpses), width);
            }
        }
    }

    /// <summary>The centre of the finest patch, which rounding may move from the location by half a pixel.</summary>
    private static SKPoint Centre(GlimpseTrace trace, int step, SKRect frame, float zoom)
    {
        SKRect box = Box(trace, step, 0, frame, zoom);
        return new(box.MidX, box.MidY);
    }

    private static SKRect Box(GlimpseTrace trace, int step, int scale, SKRect frame, float zoom)
    {
        PatchBox box = trace.Box(step, scale);
        return SKRect.Create(frame.Left + box.Left * zoom, frame.Top + box.Top * zoom, box.Side * zoom, box.Side * zoom);
    }
}
