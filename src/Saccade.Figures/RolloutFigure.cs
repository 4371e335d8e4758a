namespace Saccade.Figures;

/// <summary>
/// One rollout on one image: the frame with the path of glimpses, and for each glimpse the patches, the class
/// probabilities after it, the predicted class and the value estimate.
/// </summary>
public static class RolloutFigure
{
    /// <summary>Draws the figure.</summary>
    /// <param name="trace">The rollout; T up to 64. Images of 1 and 3 channels are shown as they are, others as their mean.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same trace and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together, or a value is NaN or outside its range.</exception>
    public static byte[] Render(GlimpseTrace trace, FigureOptions? options = null)
    {
        TraceCheck.Require(trace);
        options ??= new();
        RolloutLayout layout = new(trace, options.Scale);
        using Canvas canvas = Canvas.Create(layout.Width, layout.Height, options);
        Title(canvas, trace);
        GlimpsePath.Draw(canvas, trace, RolloutLayout.Margin, RolloutLayout.Top, layout.Zoom, radius: 10.5f, outerScales: true);
        for (int t = 0; t < trace.Glimpses; t++)
        {
            if (t % layout.PerRow == 0)
                RowLabels(canvas, trace, layout, layout.BlockY(t));
            GlimpseColumn.Draw(canvas, trace, layout, t);
        }
        for (int i = 0; i < layout.Caption.Count; i++)
        {
            float y = layout.Height - RolloutLayout.Margin - (layout.Caption.Count - 1 - i) * RolloutLayout.CaptionPitch;
            canvas.Text(layout.Caption[i], RolloutLayout.Margin, y, RolloutLayout.CaptionSize, canvas.Palette.Muted);
        }
        return canvas.ToFile();
    }

    private static void Title(Canvas canvas, GlimpseTrace trace)
    {
        const float Size = RolloutLayout.TitleSize, Base = RolloutLayout.Margin + 16;
        float end = canvas.Text(RolloutLayout.Title(trace, canvas.Palette), RolloutLayout.Margin, Base, Size);
        canvas.Mark(trace.Succeeded, end + 16, Base - Font.CapHeight(Size) / 2, 17);
    }

    private static void RowLabels(Canvas canvas, GlimpseTrace trace, RolloutLayout layout, float top)
    {
        if (trace.Classes > RolloutLayout.MostLabelledClasses)
            return;
        for (int c = 0; c < trace.Classes; c++)
        {
            bool label = c == trace.Label;
            float middle = top + layout.BarsOffset + (c + 0.5f) * layout.BarPitch;
            canvas.TextAt(
                layout.LabelOf(trace, c), layout.ColumnsX - RolloutLayout.LabelGap, middle, layout.LabelSize,
                label ? canvas.Palette.Ink : canvas.Palette.Muted, Align.Right, label);
        }
    }
}
