using System.Globalization;
using Saccade.Evaluation;
using Saccade.Figures.Drawing;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Figures;

/// <summary>Rollouts that play, glimpse by glimpse: of one image, or of many in a grid.</summary>
public static class RolloutAnimation
{
    private const float Margin = 24, FrameTarget = 336, Gap = 32, Head = 40, Side = 232, Patch = 72, PatchGap = 8;
    private const int MostClasses = 16;
    private const int StepTime = 700, EndTime = 2000;

    /// <summary>Draws one rollout: the path so far, what the retina sees, and the class probabilities as they move.</summary>
    /// <param name="trace">The rollout; T up to 64. Of more than 16 classes, the 16 that were ever the most probable are shown.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>An animated WebP file; the same trace and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together, or hold NaN or probabilities outside of 0 to 1.</exception>
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
    /// <exception cref="SaccadeException">The arrays of a trace do not fit together, or hold NaN or probabilities outside of 0 to 1.</exception>
    public static byte[] RenderGrid(IReadOnlyList<GlimpseTrace> traces, int? columns = null, FigureOptions? options = null)
    {
        GalleryFigure.Require(traces, columns);
        int glimpses = traces.Max(trace => trace.Glimpses);
        return Animation.Make(glimpses, options ?? new(), StepTime, EndTime, (step, look) => GalleryFigure.Draw(traces, columns, look, step + 1));
    }

    private static Sheet Frame(GlimpseTrace trace, int step, FigureOptions options)
    {
        float zoom = PixelImage.Zoom(trace.Size.Width, trace.Size.Height, FrameTarget, options.Scale);
        int patchRows = (trace.Sensor.Scales + 2) / 3;
        int[] classes = Classes(trace);
        float barsTop = Margin + Head + patchRows * (Patch + PatchGap) + 10;
        float pitch = Math.Clamp((Margin + Head + FrameTarget - barsTop) / classes.Length, 15, 24);
        float right = Margin + trace.Size.Width * zoom + Gap;
        float height = Math.Max(Margin + Head + trace.Size.Height * zoom, barsTop + classes.Length * pitch);
        Sheet sheet = new(right + Side + Margin, height + Margin, options);
        Title(sheet, trace, step, right + Side);
        GlimpsePath.Draw(sheet, trace, Margin, Margin + Head, zoom, radius: 10, outerScales: true, step + 1);
        Patches(sheet, trace, step, right);
        Bars(sheet, trace, step, classes, right, barsTop, pitch);
        return sheet;
    }

    private static void Title(Sheet sheet, GlimpseTrace trace, int step, float right)
    {
        const float Size = 19, Base = Margin + 16;
        int answer = trace.PredictedClass(step);
        bool isRight = answer == trace.Label;
        sheet.Text(string.Create(CultureInfo.InvariantCulture, $"glimpse {step + 1} of {trace.Glimpses}"), Margin, Base, Size, sheet.Palette.Ink);
        string named = isRight ? $"{answer}" : $"{answer}, is {trace.Label}";
        SKColor colour = isRight ? sheet.Palette.Right : sheet.Palette.Wrong;
        sheet.Text(named, right - 24, Base, Size, colour, Align.Right, bold: true);
        sheet.Mark(isRight, right - 9, Base - Lettering.CapHeight(Size) / 2, 15, colour);
    }

    private static void Patches(Sheet sheet, GlimpseTrace trace, int step, float left)
    {
        int side = trace.Sensor.PatchSide, patch = trace.Size.Channels * side * side;
        for (int scale = 0; scale < trace.Sensor.Scales; scale++)
        {
            float size = MathF.Floor(Patch / side) > 0 ? MathF.Floor(Patch / side) * side : Patch;
            SKRect area = SKRect.Create(left + scale % 3 * (Patch + PatchGap), Margin + Head + scale / 3 * (Patch + PatchGap), size, size);
            PixelImage.Draw(sheet, trace.Retinas.AsSpan((step * trace.Sensor.Scales + scale) * patch, patch), trace.Size.Channels, side, area);
            area.Inflate(0.5f, 0.5f);
            sheet.Outline(area, GlimpseRamp.At(step, trace.Glimpses), 1.5f);
        }
    }

    private static void Bars(Sheet sheet, GlimpseTrace trace, int step, int[] classes, float left, float top, float pitch)
    {
        const float Name = 30, Percent = 42;
        float size = Math.Min(14, pitch - 3), thickness = pitch * 0.66f;
        int answer = trace.PredictedClass(step);
        for (int i = 0; i < classes.Length; i++)
        {
            int c = classes[i];
            float probability = Math.Min(1, trace.Probabilities[step * trace.Classes + c]), middle = top + (i + 0.5f) * pitch;
            float textBase = middle + Lettering.CapHeight(size) / 2;
            SKColor colour = c != answer ? sheet.Palette.Muted.WithAlpha(150) : c == trace.Label ? sheet.Palette.Right : sheet.Palette.Wrong;
            bool label = c == trace.Label;
            sheet.Text(c.ToString(CultureInfo.InvariantCulture), left + Name - 8, textBase, size, label ? sheet.Palette.Ink : sheet.Palette.Muted, Align.Right, label);
            SKRect bar = SKRect.Create(left + Name, middle - thickness / 2, Side - Name - Percent, thickness);
            sheet.Fill(bar, sheet.Palette.Faint, 3);
            bar.Right = bar.Left + bar.Width * probability;
            if (bar.Width >= 0.5f)
                sheet.Fill(bar, colour, Math.Min(3, bar.Width / 2));
            sheet.Text(string.Create(CultureInfo.InvariantCulture, $"{100 * probability:0}%"), left + Side, textBase, size, c == answer ? sheet.Palette.Ink : sheet.Palette.Muted, Align.Right);
        }
    }

    /// <summary>The classes to show: all where they are few, else those with the highest probability at any step, in their order.</summary>
    private static int[] Classes(GlimpseTrace trace) =>
        [.. Enumerable.Range(0, trace.Classes)
            .OrderByDescending(c => Enumerable.Range(0, trace.Glimpses).Max(t => trace.Probabilities[t * trace.Classes + c]))
            .Take(MostClasses)
            .Order()];
}
