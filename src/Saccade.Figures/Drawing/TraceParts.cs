using Saccade.Images;

namespace Saccade.Figures.Drawing;

/// <summary>The parts of a trace that figures draw: the one place that knows how its arrays are laid out.</summary>
internal static class TraceParts
{
    public static ImageSize PatchSize(this GlimpseTrace trace) => new(trace.Size.Channels, trace.Sensor.PatchSide, trace.Sensor.PatchSide);

    /// <summary>What the sensor saw at a step and scale [C, G, G], 0 to 1.</summary>
    public static ReadOnlySpan<float> Patch(this GlimpseTrace trace, int step, int scale)
    {
        int length = trace.PatchSize().Pixels;
        return trace.Retinas.AsSpan((step * trace.Sensor.Scales + scale) * length, length);
    }

    /// <summary>The square of the frame that a patch covers, in pixels.</summary>
    public static PatchBox Box(this GlimpseTrace trace, int step, int scale) =>
        trace.Sensor.Box(scale, trace.Locations[2 * step], trace.Locations[2 * step + 1], trace.Size.Width, trace.Size.Height);

    /// <summary>The class probabilities after a step [classes].</summary>
    public static ReadOnlySpan<float> ClassProbabilities(this GlimpseTrace trace, int step) =>
        trace.Probabilities.AsSpan(step * trace.Classes, trace.Classes);

    /// <summary>The probability of the class predicted after a step.</summary>
    public static float Confidence(this GlimpseTrace trace, int step) => trace.ClassProbabilities(step)[trace.PredictedClass(step)];

    public static bool IsRight(this GlimpseTrace trace, int step) => trace.PredictedClass(step) == trace.Label;

    /// <summary>At most <paramref name="most"/> classes, in their order: those with the highest probability at any step.</summary>
    public static int[] LikelyClasses(this GlimpseTrace trace, int most) =>
        [.. Enumerable.Range(0, trace.Classes)
            .OrderByDescending(c => Enumerable.Range(0, trace.Glimpses).Max(t => trace.Probabilities[t * trace.Classes + c]))
            .Take(most)
            .Order()];

    /// <summary>The area that the frame takes with its top left corner at a point.</summary>
    public static SKRect FrameArea(this GlimpseTrace trace, float left, float top, float zoom) =>
        SKRect.Create(left, top, trace.Size.Width * zoom, trace.Size.Height * zoom);
}
