using System.Numerics.Tensors;

namespace Saccade.Figures.Drawing;

/// <summary>Draws what the sensor saw at one step: a patch for each scale, in rows.</summary>
/// <param name="Side">Side of a patch in layout pixels.</param>
/// <param name="Gap">Space between patches.</param>
/// <param name="PerRow">Patches in a row.</param>
/// <param name="Brightened">Whether each patch is scaled so that its brightest pixel is white.</param>
/// <param name="Border">Width of the border.</param>
internal sealed record Patches(float Side, float Gap, int PerRow = 1, bool Brightened = false, float Border = 1)
{
    /// <summary>The layout that shows each pixel of a patch as whole pixels of the PNG, about <paramref name="target"/> a side.</summary>
    public static Patches Fitting(GlimpseTrace trace, float target, int scale, float gap, int perRow = 1) =>
        new(PixelDrawing.Zoom(trace.PatchSize(), target, scale) * trace.Sensor.PatchSide, gap, perRow);

    /// <summary>Distance from the upper edge of one row to the next.</summary>
    public float Pitch => Side + Gap;

    /// <summary>Height of all rows, each with the gap below it.</summary>
    public float Height(GlimpseTrace trace) => (trace.Sensor.Scales + PerRow - 1) / PerRow * Pitch;

    /// <summary>Draws the patches of a step; with a border in the palette's colour when <paramref name="border"/> is null.</summary>
    public void Draw(Canvas canvas, GlimpseTrace trace, int step, float left, float top, Paint? border = null)
    {
        for (int scale = 0; scale < trace.Sensor.Scales; scale++)
        {
            float[] seen = trace.Patch(step, scale).ToArray();
            float brightest = Brightened ? TensorPrimitives.Max<float>(seen) : 0;
            if (brightest > 0)
                TensorPrimitives.Divide(seen, brightest, seen);
            SKRect area = SKRect.Create(left + scale % PerRow * Pitch, top + scale / PerRow * Pitch, Side, Side);
            PixelDrawing.DrawFramed(canvas, PixelDrawing.Bytes(seen), trace.PatchSize(), area, border, Border);
        }
    }
}
