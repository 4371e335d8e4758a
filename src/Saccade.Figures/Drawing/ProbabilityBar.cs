namespace Saccade.Figures.Drawing;

/// <summary>Draws a probability as the filled part of a bar.</summary>
internal static class ProbabilityBar
{
    private const float MostRadius = 3, LeastLength = 0.5f;

    public static void Draw(Canvas canvas, SKRect area, float probability, Paint paint)
    {
        float radius = Math.Min(MostRadius, area.Height / 4);
        canvas.Fill(area, canvas.Palette.Faint, radius);
        float length = Math.Min(probability, 1) * area.Width;
        if (length >= LeastLength)
            canvas.Fill(SKRect.Create(area.Left, area.Top, length, area.Height), paint, Math.Min(radius, length / 2));
    }

    /// <summary>The paint of a class: whether the predicted class is right, and muted for the others.</summary>
    public static Paint Paint(Canvas canvas, GlimpseTrace trace, int step, int c) =>
        c == trace.PredictedClass(step) ? trace.AnswerPaint(step, canvas.Palette) : canvas.Palette.Muted.WithAlpha(150);
}
