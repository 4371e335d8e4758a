using System.Globalization;
using Saccade.Evaluation;
using Saccade.Figures.Drawing;
using Saccade.Runtime;

namespace Saccade.Figures;

/// <summary>
/// What the network gets to see, step by step: the patches of each glimpse, and below them all that was seen of the image
/// so far, each place as finely as it was ever seen. The network itself has to keep this in its state.
/// </summary>
public static class RetinaFigure
{
    private const float Margin = 28, Head = 44, Disc = 32, LabelWidth = 92, FrameTarget = 132, PatchTarget = 96, PatchGap = 8, Gap = 18, AnswerHeight = 58, RowGap = 26;
    private const int MostPerRow = 8;

    /// <summary>Draws the figure.</summary>
    /// <param name="trace">The rollout; T up to 64.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same trace and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together, or hold NaN or probabilities outside of 0 to 1.</exception>
    public static byte[] Render(GlimpseTrace trace, FigureOptions? options = null)
    {
        TraceCheck.Require(trace);
        options ??= new();
        int rows = (trace.Glimpses + MostPerRow - 1) / MostPerRow, perRow = (trace.Glimpses + rows - 1) / rows;
        float zoom = PixelImage.Zoom(trace.Size.Width, trace.Size.Height, FrameTarget, options.Scale);
        float patch = PixelImage.Zoom(trace.Sensor.PatchSide, trace.Sensor.PatchSide, PatchTarget, options.Scale) * trace.Sensor.PatchSide;
        float column = Math.Max(Math.Max(patch, 84), trace.Size.Width * zoom);
        float seenOffset = Disc + trace.Sensor.Scales * (patch + PatchGap) + 10;
        float block = seenOffset + trace.Size.Height * zoom + AnswerHeight;
        using Sheet sheet = new(
            2 * Margin + LabelWidth + perRow * (column + Gap) - Gap, 2 * Margin + Head + rows * (block + RowGap) - RowGap, options);
        sheet.Text("What the retina sees", Margin, Margin + 16, 21, sheet.Palette.Ink);
        SeenSoFar seen = new(trace, sheet.Palette.Faint);
        for (int t = 0; t < trace.Glimpses; t++)
        {
            float top = Margin + Head + t / perRow * (block + RowGap), left = Margin + LabelWidth + t % perRow * (column + Gap);
            if (t % perRow == 0)
                Labels(sheet, trace, top, patch, top + seenOffset + trace.Size.Height * zoom / 2);
            float middle = left + column / 2;
            GlimpsePath.Disc(sheet, middle, top + 11, 10.5f, t, trace.Glimpses);
            for (int k = 0; k < trace.Sensor.Scales; k++)
            {
                int side = trace.Sensor.PatchSide, length = trace.Size.Channels * side * side;
                Framed(sheet, middle - patch / 2, top + Disc + k * (patch + PatchGap), patch, patch, area => PixelImage.Draw(
                    sheet, trace.Retinas.AsSpan((t * trace.Sensor.Scales + k) * length, length), trace.Size.Channels, side, area));
            }
            seen.Add(t);
            (float width, float height) = (trace.Size.Width * zoom, trace.Size.Height * zoom);
            Framed(sheet, MathF.Round(middle - width / 2), top + seenOffset, width, height, area =>
                PixelImage.Draw(sheet, seen.Pixels, 3, trace.Size.Height, trace.Size.Width, area));
            GlimpseColumn.Answer(sheet, trace, t, middle, top + block - AnswerHeight);
        }
        return sheet.ToFile();
    }

    private static void Labels(Sheet sheet, GlimpseTrace trace, float top, float patch, float seenMiddle)
    {
        const float Size = 13;
        for (int k = 0; k < trace.Sensor.Scales; k++)
        {
            int extent = trace.Sensor.PatchExtent(k);
            float middle = top + Disc + k * (patch + PatchGap) + patch / 2 + Lettering.CapHeight(Size) / 2;
            sheet.Text(string.Create(CultureInfo.InvariantCulture, $"{extent}×{extent}"), Margin, middle, Size, sheet.Palette.Muted);
        }
        sheet.Text("seen so far", Margin, seenMiddle + Lettering.CapHeight(Size) / 2, Size, sheet.Palette.Muted);
    }

    private static void Framed(Sheet sheet, float left, float top, float width, float height, Action<SkiaSharp.SKRect> draw)
    {
        SkiaSharp.SKRect area = SkiaSharp.SKRect.Create(left, top, width, height);
        draw(area);
        area.Inflate(0.5f, 0.5f);
        sheet.Outline(area, sheet.Palette.Muted.WithAlpha(120), 1);
    }
}
