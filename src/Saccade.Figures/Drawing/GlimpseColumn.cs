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
        Answer(canvas, trace, step, middle, top + layout.BlockHeight - RolloutLayout.AnswerHeight);
    }

    /// <summary>The class predicted after a glimpse with its probability, and the value estimate b.</summary>
    public static void Answer(Canvas canvas, GlimpseTrace trace, int step, float middle, float top)
    {
        const float NameSize = 19, PercentSize = 14;
        TextRun name = new($"{trace.PredictedClass(step)}", canvas.Palette.Answer(trace.IsRight(step)), Bold: true);
        TextRun percent = new(string.Create(CultureInfo.InvariantCulture, $" {100 * trace.Confidence(step):0}%"), canvas.Palette.Ink);
        float left = middle - (name.Width(NameSize) + percent.Width(PercentSize)) / 2;
        left = canvas.Text([name], left, top + 26, NameSize);
        canvas.Text([percent], left, top + 26, PercentSize);
        string value = string.Create(CultureInfo.InvariantCulture, $"b {trace.Values[step]:0.00}");
        canvas.Text(value, middle, top + 48, 13, canvas.Palette.Muted, Align.Centre);
    }
}
