using System.Globalization;
using Saccade.Evaluation;
using SkiaSharp;

namespace Saccade.Figures.Drawing;

/// <summary>One glimpse in a rollout figure: its number, its patches, the class probabilities after it and the answer.</summary>
internal static class GlimpseColumn
{
    public static void Draw(Sheet sheet, GlimpseTrace trace, RolloutLayout layout, int step)
    {
        float left = layout.BlockX(step), top = layout.BlockY(step);
        float middle = left + layout.ColumnWidth / 2;
        GlimpsePath.Disc(sheet, middle, top + 11, 10.5f, step, trace.Glimpses);
        Patches(sheet, trace, layout, step, middle - layout.Patch / 2, top + RolloutLayout.HeadHeight);
        Bars(sheet, trace, layout, step, left, top + layout.BarsOffset);
        Answer(sheet, trace, step, middle, top + layout.BlockHeight - RolloutLayout.AnswerHeight);
    }

    private static void Patches(Sheet sheet, GlimpseTrace trace, RolloutLayout layout, int step, float left, float top)
    {
        int side = trace.Sensor.PatchSide, patch = trace.Size.Channels * side * side;
        for (int k = 0; k < trace.Sensor.Scales; k++)
        {
            SKRect area = SKRect.Create(left, top + k * (layout.Patch + RolloutLayout.PatchGap), layout.Patch, layout.Patch);
            ReadOnlySpan<float> values = trace.Retinas.AsSpan((step * trace.Sensor.Scales + k) * patch, patch);
            PixelImage.Draw(sheet, values, trace.Size.Channels, side, area);
            area.Inflate(0.5f, 0.5f);
            sheet.Outline(area, sheet.Palette.Muted.WithAlpha(120), 1);
        }
    }

    private static void Bars(Sheet sheet, GlimpseTrace trace, RolloutLayout layout, int step, float left, float top)
    {
        ReadOnlySpan<float> probabilities = trace.Probabilities.AsSpan(step * trace.Classes, trace.Classes);
        int answer = trace.PredictedClass(step);
        float thickness = layout.BarPitch * 0.68f, inset = (layout.BarPitch - thickness) / 2;
        for (int c = 0; c < probabilities.Length; c++)
        {
            float y = top + c * layout.BarPitch + inset;
            SKColor colour = c != answer ? sheet.Palette.Muted.WithAlpha(150)
                : answer == trace.Label ? sheet.Palette.Right : sheet.Palette.Wrong;
            sheet.Fill(SKRect.Create(left, y, layout.ColumnWidth, thickness), sheet.Palette.Faint, thickness / 4);
            float length = Math.Min(probabilities[c], 1) * layout.ColumnWidth;
            if (length >= 0.5f)
                sheet.Fill(SKRect.Create(left, y, length, thickness), colour, Math.Min(thickness, length) / 4);
        }
    }

    /// <summary>The class named after a glimpse with its probability, and the reward then expected.</summary>
    public static void Answer(Sheet sheet, GlimpseTrace trace, int step, float middle, float top)
    {
        int answer = trace.PredictedClass(step);
        float sure = trace.Probabilities[step * trace.Classes + answer];
        SKColor colour = answer == trace.Label ? sheet.Palette.Right : sheet.Palette.Wrong;
        string name = answer.ToString(CultureInfo.InvariantCulture);
        string percent = string.Create(CultureInfo.InvariantCulture, $" {100 * sure:0}%");
        float nameWidth = Lettering.Width(name, 19), percentWidth = Lettering.Width(percent, 14);
        float left = middle - (nameWidth + percentWidth) / 2;
        sheet.Text(name, left, top + 26, 19, colour, bold: true);
        sheet.Text(percent, left + nameWidth, top + 26, 14, sheet.Palette.Ink);
        string expected = string.Create(CultureInfo.InvariantCulture, $"b {trace.Baselines[step]:0.00}");
        sheet.Text(expected, middle, top + 48, 13, sheet.Palette.Muted, Align.Centre);
    }
}
