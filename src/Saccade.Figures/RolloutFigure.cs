using System.Globalization;
using Saccade.Evaluation;
using Saccade.Figures.Drawing;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Figures;

/// <summary>
/// One rollout on one image: the frame with the path of glimpses over it, and for each glimpse what the retina saw,
/// the class probabilities after it, the class named and the reward the baseline expected.
/// </summary>
public static class RolloutFigure
{
    /// <summary>Draws the figure.</summary>
    /// <param name="trace">The rollout; T up to 64. Images of 1 and 3 channels are shown as they are, others as the mean of their channels.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same trace and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together, or hold NaN or probabilities outside of 0 to 1.</exception>
    public static byte[] Render(GlimpseTrace trace, FigureOptions? options = null)
    {
        TraceCheck.Require(trace);
        options ??= new();
        RolloutLayout layout = RolloutLayout.Of(trace, options.Scale);
        using Sheet sheet = new(layout.Width, layout.Height, options);
        Title(sheet, trace);
        GlimpsePath.Draw(sheet, trace, RolloutLayout.Margin, layout.Top, layout.Zoom, radius: 10.5f, outerScales: true);
        for (int t = 0; t < trace.Glimpses; t++)
        {
            if (t % layout.PerRow == 0)
                RowLabels(sheet, trace, layout, layout.BlockY(t));
            GlimpseColumn.Draw(sheet, trace, layout, t);
        }
        for (int i = 0; i < layout.Caption.Count; i++)
        {
            float y = layout.Height - RolloutLayout.Margin - (layout.Caption.Count - 1 - i) * RolloutLayout.CaptionPitch;
            sheet.Text(layout.Caption[i], RolloutLayout.Margin, y, RolloutLayout.CaptionSize, sheet.Palette.Muted);
        }
        return sheet.ToFile();
    }

    private static void Title(Sheet sheet, GlimpseTrace trace)
    {
        const float Size = RolloutLayout.TitleSize, Base = RolloutLayout.Margin + 16;
        int answer = trace.PredictedClass(trace.Glimpses - 1);
        bool right = answer == trace.Label;
        SKColor verdict = right ? sheet.Palette.Right : sheet.Palette.Wrong;
        float x = RolloutLayout.Margin;
        foreach ((string text, SKColor colour, bool bold) in RolloutLayout.TitleParts(trace, sheet.Palette.Ink, sheet.Palette.Muted, verdict))
        {
            sheet.Text(text, x, Base, Size, colour, bold: bold);
            x += Lettering.Width(text, Size);
        }
        sheet.Mark(right, x + 16, Base - Lettering.CapHeight(Size) / 2, 17, verdict);
    }

    private static void RowLabels(Sheet sheet, GlimpseTrace trace, RolloutLayout layout, float top)
    {
        if (trace.Classes > RolloutLayout.MostLabelledClasses)
            return;
        float size = Math.Min(13, layout.BarPitch);
        for (int c = 0; c < trace.Classes; c++)
        {
            bool label = c == trace.Label;
            float middle = top + layout.BarsOffset + (c + 0.5f) * layout.BarPitch;
            sheet.Text(
                c.ToString(CultureInfo.InvariantCulture), layout.ColumnsX - 7, middle + Lettering.CapHeight(size) / 2, size,
                label ? sheet.Palette.Ink : sheet.Palette.Muted, Align.Right, label);
        }
    }
}
