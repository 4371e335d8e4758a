namespace Saccade.Figures;

/// <summary>Misclassified images, each with its path, the patches of every step and the class predicted after it.</summary>
public static class MistakesFigure
{
    private const float Margin = 28, Head = 52, FrameTarget = 132, FrameGap = 20, TitleHeight = 28;
    private const float PatchTarget = 40, PatchGap = 4, Foot = 22, Gap = 30;
    private const int MostTraces = 60, MostSteps = 10;

    /// <summary>Draws the figure; of more than 10 steps the last 10 are shown.</summary>
    /// <param name="traces">The rollouts, 1 to 60, in the order in which they are drawn; whether they are wrong is not checked.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same traces and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no traces or too many.</exception>
    /// <exception cref="SaccadeException">The arrays of a trace do not fit together, or a value is NaN or outside its range.</exception>
    public static byte[] Render(IReadOnlyList<GlimpseTrace> traces, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(traces);
        if (traces.Count is < 1 or > MostTraces)
            throw new OptionException(new(ErrorKind.OutOfRange, Key: "traces", Value: traces.Count, Allowed: $"1 to {MostTraces}"));
        foreach (GlimpseTrace trace in traces)
        {
            TraceCheck.Require(trace);
        }
        options ??= new();
        int perRow = Math.Min(2, traces.Count), rows = (traces.Count + perRow - 1) / perRow;
        float pitch = traces.Max(trace => PatchesOf(trace, options.Scale).Side) + PatchGap + 6;
        float width = FrameTarget + FrameGap + Math.Min(MostSteps, traces.Max(trace => trace.Glimpses)) * pitch;
        float height = traces.Max(trace => Math.Max(
            trace.Size.Height * PixelDrawing.Zoom(trace.Size, FrameTarget, options.Scale),
            TitleHeight + PatchesOf(trace, options.Scale).Height(trace) + Foot));
        using Canvas canvas = Canvas.Create(
            2 * Margin + perRow * (width + Gap) - Gap, 2 * Margin + Head + rows * (height + Gap) - Gap, options);
        canvas.Text("Mistakes, and what the model saw", Margin, Margin + 16, 21, canvas.Palette.Ink);
        for (int i = 0; i < traces.Count; i++)
        {
            Example(
                canvas, traces[i], Margin + i % perRow * (width + Gap), Margin + Head + i / perRow * (height + Gap), pitch, options.Scale);
        }
        return canvas.ToFile();
    }

    private static void Example(Canvas canvas, GlimpseTrace trace, float left, float top, float pitch, int scale)
    {
        float zoom = PixelDrawing.Zoom(trace.Size, FrameTarget, scale);
        GlimpsePath.Draw(canvas, trace, MathF.Round(left), MathF.Round(top), zoom, radius: 4.5f, outerScales: false);
        Palette palette = canvas.Palette;
        float x = left + FrameTarget + FrameGap;
        int last = trace.Glimpses - 1, first = Math.Max(0, trace.Glimpses - MostSteps);
        canvas.Text(
        [
            new("is ", palette.Muted), new(trace.LabelText(), palette.Ink, Bold: true),
            new(trace.Slots > 1 ? ", read as " : ", classified as ", palette.Muted),
            new(trace.AnswerText(), palette.Answer(trace.Succeeded), Bold: true),
            new(trace.Slots > 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({100 * trace.Confidence(last):0}%)"), palette.Muted),
        ], x, top + 14, 16);
        Patches patches = PatchesOf(trace, scale);
        for (int t = first; t <= last; t++)
        {
            patches.Draw(canvas, trace, t, x, top + TitleHeight, GlimpseRamp.At(t, trace.Glimpses));
            canvas.Text(
                trace.Name(trace.PredictedClass(t)), x + patches.Side / 2, top + TitleHeight + patches.Height(trace) + 15, 14,
                trace.AnswerPaint(t, palette), Align.Centre, bold: true);
            x += pitch;
        }
    }

    private static Patches PatchesOf(GlimpseTrace trace, int scale) => Patches.Fitting(trace, PatchTarget, scale, PatchGap);
}
