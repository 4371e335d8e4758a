using System.Globalization;
using Saccade.Evaluation;
using Saccade.Figures.Drawing;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Figures;

/// <summary>Examples that were named wrongly, each with its path, the patches it saw at every step, and what it took the image for after each.</summary>
public static class MistakesFigure
{
    private const float Margin = 28, Head = 52, FrameTarget = 132, FrameGap = 20, TitleHeight = 28, PatchTarget = 40, PatchGap = 4, Foot = 22, Gap = 30;
    private const int MostTraces = 60, MostSteps = 10;

    /// <summary>Draws the figure; of more than 10 steps the last 10 are shown.</summary>
    /// <param name="traces">The rollouts, 1 to 60, in the order in which they are drawn; nothing checks that they are wrong.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same traces and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no traces or too many.</exception>
    /// <exception cref="SaccadeException">The arrays of a trace do not fit together, or hold NaN or probabilities outside of 0 to 1.</exception>
    public static byte[] Render(IReadOnlyList<GlimpseTrace> traces, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(traces);
        if (traces.Count is < 1 or > MostTraces)
            throw new OptionException($"A figure was asked for of {traces.Count} mistakes; it may show 1 to {MostTraces}.");
        foreach (GlimpseTrace trace in traces)
        {
            TraceCheck.Require(trace);
        }
        options ??= new();
        int perRow = Math.Min(2, traces.Count), rows = (traces.Count + perRow - 1) / perRow;
        float pitch = traces.Max(trace => Patch(trace, options.Scale)) + PatchGap + 6;
        float width = FrameTarget + FrameGap + Math.Min(MostSteps, traces.Max(trace => trace.Glimpses)) * pitch;
        float height = traces.Max(trace => Math.Max(
            trace.Size.Height * Zoom(trace, options.Scale), TitleHeight + trace.Sensor.Scales * (Patch(trace, options.Scale) + PatchGap) + Foot));
        using Sheet sheet = new(2 * Margin + perRow * (width + Gap) - Gap, 2 * Margin + Head + rows * (height + Gap) - Gap, options);
        sheet.Text("What it gets wrong, and what it saw", Margin, Margin + 16, 21, sheet.Palette.Ink);
        for (int i = 0; i < traces.Count; i++)
        {
            Example(sheet, traces[i], Margin + i % perRow * (width + Gap), Margin + Head + i / perRow * (height + Gap), pitch, options.Scale);
        }
        return sheet.ToFile();
    }

    private static void Example(Sheet sheet, GlimpseTrace trace, float left, float top, float pitch, int scale)
    {
        GlimpsePath.Draw(sheet, trace, MathF.Round(left), MathF.Round(top), Zoom(trace, scale), radius: 4.5f, outerScales: false);
        float x = left + FrameTarget + FrameGap;
        int answer = trace.PredictedClass(trace.Glimpses - 1);
        float sure = trace.Probabilities[(trace.Glimpses - 1) * trace.Classes + answer];
        foreach ((string text, SKColor colour, bool bold) in ((string, SKColor, bool)[])
        [
            ("is ", sheet.Palette.Muted, false), ($"{trace.Label}", sheet.Palette.Ink, true), (", named ", sheet.Palette.Muted, false),
            ($"{answer}", answer == trace.Label ? sheet.Palette.Right : sheet.Palette.Wrong, true),
            (string.Create(CultureInfo.InvariantCulture, $" ({100 * sure:0}%)"), sheet.Palette.Muted, false),
        ])
        {
            sheet.Text(text, x, top + 14, 16, colour, bold: bold);
            x += Lettering.Width(text, 16);
        }
        int first = Math.Max(0, trace.Glimpses - MostSteps);
        for (int t = first; t < trace.Glimpses; t++)
        {
            Step(sheet, trace, t, left + FrameTarget + FrameGap + (t - first) * pitch, top + TitleHeight, Patch(trace, scale));
        }
    }

    private static void Step(Sheet sheet, GlimpseTrace trace, int step, float left, float top, float patch)
    {
        int side = trace.Sensor.PatchSide, length = trace.Size.Channels * side * side;
        for (int k = 0; k < trace.Sensor.Scales; k++)
        {
            SKRect area = SKRect.Create(left, top + k * (patch + PatchGap), patch, patch);
            PixelImage.Draw(sheet, trace.Retinas.AsSpan((step * trace.Sensor.Scales + k) * length, length), trace.Size.Channels, side, area);
            area.Inflate(0.5f, 0.5f);
            sheet.Outline(area, GlimpseRamp.At(step, trace.Glimpses), 1);
        }
        int answer = trace.PredictedClass(step);
        SKColor colour = answer == trace.Label ? sheet.Palette.Right : sheet.Palette.Wrong;
        float foot = top + trace.Sensor.Scales * (patch + PatchGap) + 15;
        sheet.Text(answer.ToString(CultureInfo.InvariantCulture), left + patch / 2, foot, 14, colour, Align.Centre, bold: true);
    }

    private static float Zoom(GlimpseTrace trace, int scale) => PixelImage.Zoom(trace.Size.Width, trace.Size.Height, FrameTarget, scale);

    private static float Patch(GlimpseTrace trace, int scale) =>
        PixelImage.Zoom(trace.Sensor.PatchSide, trace.Sensor.PatchSide, PatchTarget, scale) * trace.Sensor.PatchSide;
}
