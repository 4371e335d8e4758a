namespace Saccade.Figures.Drawing;

/// <summary>One glimpse of a rollout figure: its number, its patches, the class probabilities after it and the answer.</summary>
internal static class GlimpseColumn
{
    public static void Draw(Canvas canvas, GlimpseTrace trace, RolloutLayout layout, int step)
    {
        float left = layout.BlockX(step), top = layout.BlockY(step);
        float middle = left + layout.ColumnWidth / 2;
        GlimpsePath.Disc(canvas, middle, top + 11, GlimpsePath.HeadRadius, step, trace.Glimpses);
        layout.Patches.Draw(canvas, trace, step, middle - layout.Patches.Side / 2, top + RolloutLayout.HeadHeight);
        float thickness = layout.BarPitch * 0.68f, inset = (layout.BarPitch - thickness) / 2;
        for (int c = 0; c < trace.Classes; c++)
        {
            SKRect bar = SKRect.Create(left, top + layout.BarsOffset + c * layout.BarPitch + inset, layout.ColumnWidth, thickness);
            ProbabilityBar.Draw(canvas, bar, trace.ClassProbabilities(step)[c], ProbabilityBar.Paint(canvas, trace, step, c));
        }
        Answer(canvas, trace, step, middle, top + layout.BlockHeight - AnswerHeight(trace), layout.ColumnWidth + RolloutLayout.ColumnGap);
    }

    /// <summary>The height of <see cref="Answer"/>, with a line for the label that a glimpse of a sequence serves.</summary>
    public static float AnswerHeight(GlimpseTrace trace) => trace.Slots > 1 ? 78 : 58;

    /// <summary>The class predicted after a glimpse with its probability, the value estimate b, and the label it serves.</summary>
    public static void Answer(Canvas canvas, GlimpseTrace trace, int step, float middle, float top, float width)
    {
        const float PercentSize = 14;
        TextRun percent = new(string.Create(CultureInfo.InvariantCulture, $" {100 * trace.Confidence(step):0}%"), canvas.Palette.Ink);
        string predicted = trace.Name(trace.PredictedClass(step));
        float most = width - percent.Width(PercentSize) - 6, size = Font.Bold.SizeFor(predicted, 19, least: 11, most);
        TextRun name = new(Font.Bold.Fit(predicted, size, most), trace.AnswerPaint(step, canvas.Palette), Bold: true);
        float left = middle - (name.Width(size) + percent.Width(PercentSize)) / 2;
        left = canvas.Text([name], left, top + 26, size);
        canvas.Text([percent], left, top + 26, PercentSize);
        string value = string.Create(CultureInfo.InvariantCulture, $"b {trace.Values[step]:0.00}");
        canvas.Text(value, middle, top + 48, 13, canvas.Palette.Muted, Align.Centre);
        if (trace.SlotText(step) is string slot)
        {
            canvas.Text(slot, middle, top + 67, 13, canvas.Palette.Ink, Align.Centre);
        }
    }
}
