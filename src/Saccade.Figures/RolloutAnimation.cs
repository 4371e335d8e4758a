namespace Saccade.Figures;

/// <summary>Animated rollouts, glimpse by glimpse: of one image, or of many in a grid.</summary>
public static class RolloutAnimation
{
    private const float Margin = 24, FrameTarget = 336, Gap = 32, Head = 40, Side = 232, Patch = 72, PatchGap = 8;
    private const float NameGap = 8, MostNames = 116;
    private const int MostClasses = 16, StepTime = 700, EndTime = 2000;

    /// <summary>Draws one rollout: the path so far, the patches, and the class probabilities.</summary>
    /// <param name="trace">The rollout; T up to 64. Of more than 16 classes, the 16 that were ever the most probable are shown.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>An animated WebP file; the same trace and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together, or a value is NaN or outside its range.</exception>
    public static byte[] Render(GlimpseTrace trace, FigureOptions? options = null)
    {
        TraceCheck.Require(trace);
        return Animation.Make(trace.Glimpses, options ?? new(), StepTime, EndTime, (step, look) => Frame(trace, step, look));
    }

    /// <summary>Draws a grid of rollouts that play together; those with fewer glimpses wait at their end.</summary>
    /// <param name="traces">The rollouts, 1 to 400, in the order in which they fill the rows.</param>
    /// <param name="columns">Images in a row, 1 to 40; chosen by their number when null.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>An animated WebP file; the same traces and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no traces or too many, or <paramref name="columns"/> is out of range.</exception>
    /// <exception cref="SaccadeException">The arrays of a trace do not fit together, or a value is NaN or outside its range.</exception>
    public static byte[] RenderGrid(IReadOnlyList<GlimpseTrace> traces, int? columns = null, FigureOptions? options = null)
    {
        GalleryFigure.Require(traces, columns);
        int glimpses = traces.Max(trace => trace.Glimpses);
        return Animation.Make(
            glimpses, options ?? new(), StepTime, EndTime, (step, look) => GalleryFigure.Draw(traces, columns, look, step + 1));
    }

    private static Canvas Frame(GlimpseTrace trace, int step, FigureOptions options)
    {
        float zoom = PixelDrawing.Zoom(trace.Size, FrameTarget, options.Scale);
        float side = MathF.Floor(Patch / trace.Sensor.PatchSide) * trace.Sensor.PatchSide;
        Patches patches = new(side > 0 ? side : Patch, PatchGap, PerRow: 3, Border: 1.5f);
        int[] classes = trace.LikelyClasses(MostClasses);
        float barsTop = Margin + Head + patches.Height(trace) + 10;
        float pitch = Math.Clamp((Margin + Head + FrameTarget - barsTop) / classes.Length, 15, 24);
        float names = Math.Clamp(classes.Max(c => Font.Bold.Width(trace.Name(c), BarText(pitch))) + NameGap, 30, MostNames);
        float right = Margin + trace.Size.Width * zoom + Gap;
        float height = Math.Max(Margin + Head + trace.Size.Height * zoom, barsTop + classes.Length * pitch);
        Canvas canvas = Canvas.Create(right + Side + Margin, height + Margin, options);
        Title(canvas, trace, step, right + Side);
        GlimpsePath.Draw(canvas, trace, Margin, Margin + Head, zoom, radius: 10, outerScales: true, step + 1);
        patches.Draw(canvas, trace, step, right, Margin + Head, GlimpseRamp.At(step, trace.Glimpses));
        for (int i = 0; i < classes.Length; i++)
        {
            Bar(canvas, trace, step, classes[i], right, barsTop + (i + 0.5f) * pitch, pitch, names);
        }
        return canvas;
    }

    private static void Title(Canvas canvas, GlimpseTrace trace, int step, float right)
    {
        const float Size = 19, Base = Margin + 16;
        (string answer, bool isRight) = trace.Verdict(step + 1);
        string slot = trace.SlotText(step) is string served ? $", {served}" : "";
        canvas.Text($"glimpse {step + 1} of {trace.Glimpses}{slot}", Margin, Base, Size, canvas.Palette.Ink);
        canvas.Text(answer, right - 24, Base, Size, canvas.Palette.Answer(isRight), Align.Right, bold: true);
        canvas.Mark(isRight, right - 9, Base - Font.CapHeight(Size) / 2, 15);
    }

    private static float BarText(float pitch) => Math.Min(14, pitch - 3);

    private static void Bar(Canvas canvas, GlimpseTrace trace, int step, int c, float left, float middle, float pitch, float names)
    {
        const float Percent = 46;
        float size = BarText(pitch), thickness = pitch * 0.66f;
        Paint ink = canvas.Palette.Ink, muted = canvas.Palette.Muted;
        bool label = c == trace.LabelAt(step);
        string name = Font.Bold.Fit(trace.Name(c), size, names - NameGap);
        canvas.TextAt(name, left + names - NameGap, middle, size, label ? ink : muted, Align.Right, label);
        SKRect bar = SKRect.Create(left + names, middle - thickness / 2, Side - names - Percent, thickness);
        float probability = trace.ClassProbabilities(step)[c];
        ProbabilityBar.Draw(canvas, bar, probability, ProbabilityBar.Paint(canvas, trace, step, c));
        string percent = string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Min(1, probability):0}%");
        canvas.TextAt(percent, left + Side, middle, size, c == trace.PredictedClass(step) ? ink : muted, Align.Right);
    }
}
