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

    /// <summary>The class probabilities after a step [classes].</summary>
    public static ReadOnlySpan<float> ClassProbabilities(this GlimpseTrace trace, int step) =>
        trace.Probabilities.AsSpan(step * trace.Classes, trace.Classes);

    /// <summary>The probability of the class predicted after a step.</summary>
    public static float Confidence(this GlimpseTrace trace, int step) => trace.ClassProbabilities(step)[trace.PredictedClass(step)];

    /// <summary>Whether the answer after a step is right; of a sequence that of the label which the glimpse serves.</summary>
    public static bool IsRight(this GlimpseTrace trace, int step) => trace.PredictedClass(step) == trace.LabelAt(step);

    /// <summary>The paint of the answer after a step: right, wrong, or muted after the end of a sequence.</summary>
    public static Paint AnswerPaint(this GlimpseTrace trace, int step, Palette palette) =>
        trace.Slots > 1 && trace.LabelAt(step) is null ? palette.Muted : palette.Answer(trace.IsRight(step));

    /// <summary>The name of a class or action.</summary>
    public static string Name(this GlimpseTrace trace, int c) =>
        c < trace.ClassNames.Count ? trace.ClassNames[c] : c.ToString(CultureInfo.InvariantCulture);

    /// <summary>The right class, or the labels of a sequence.</summary>
    public static string LabelText(this GlimpseTrace trace) => trace.Slots > 1 ? Text(trace, trace.Labels)
        : trace.Label is int label ? Name(trace, label) : "";

    /// <summary>The class answered last, or the labels read.</summary>
    public static string AnswerText(this GlimpseTrace trace) => Text(trace, trace.Answer);

    /// <summary>The answer after some glimpses, and what is right where it is not; of a sequence the labels read so far.</summary>
    public static (string Text, bool IsRight) Verdict(this GlimpseTrace trace, int glimpses)
    {
        int[] read = trace.Slots == 1 ? [trace.PredictedClass(glimpses - 1)]
            : [.. trace.Answer.Take(glimpses * trace.Slots / trace.Glimpses)];
        bool right = trace.Slots == 1 ? trace.IsRight(glimpses - 1)
            : glimpses == trace.Glimpses ? trace.Succeeded
            : read.SequenceEqual(trace.Labels.Take(read.Length));
        return (right ? Text(trace, read) : $"{Text(trace, read)}, is {LabelText(trace)}", right);
    }

    /// <summary>Which label of a sequence a glimpse serves; null where a rollout has one answer.</summary>
    public static string? SlotText(this GlimpseTrace trace, int step) => trace.Slots == 1 ? null
        : trace.SlotOf(step) > trace.Answer.Count ? "after the end"
        : $"label {trace.SlotOf(step) + 1} of {trace.Slots}";

    private static string Text(GlimpseTrace trace, IEnumerable<int> classes) =>
        classes.Any() ? string.Join(' ', classes.Select(c => Name(trace, c))) : "–";

    /// <summary>The names of the classes or actions [classes]; those without a name have their number.</summary>
    public static IReadOnlyList<string> Names(this GlimpseTrace trace) =>
        [.. Enumerable.Range(0, trace.Classes).Select(c => Name(trace, c))];

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
