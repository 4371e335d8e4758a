namespace Saccade.Figures;

/// <summary>
/// The input of the network step by step: the patches of each glimpse, and below them the image as far as it was covered,
/// each pixel as the finest patch over it showed it. The network has to keep this in its state.
/// </summary>
public static class RetinaFigure
{
    private const float Margin = 28, Head = 44, Disc = 32, LabelWidth = 92, FrameTarget = 132;
    private const float PatchTarget = 96, PatchGap = 8, Gap = 18, RowGap = 26;
    private const string Title = "What the sensor sees";
    private const int MostPerRow = 8;

    /// <summary>Draws the figure.</summary>
    /// <param name="trace">The rollout; T up to 64.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same trace and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together, or a value is NaN or outside its range.</exception>
    public static byte[] Render(GlimpseTrace trace, FigureOptions? options = null)
    {
        TraceCheck.Require(trace);
        options ??= new();
        int rows = (trace.Glimpses + MostPerRow - 1) / MostPerRow, perRow = (trace.Glimpses + rows - 1) / rows;
        float zoom = PixelDrawing.Zoom(trace.Size, FrameTarget, options.Scale);
        Patches patches = Patches.Fitting(trace, PatchTarget, options.Scale, PatchGap);
        float column = Math.Max(Math.Max(patches.Side, 84), trace.Size.Width * zoom);
        float mapOffset = Disc + patches.Height(trace) + 10;
        float block = mapOffset + trace.Size.Height * zoom + GlimpseColumn.AnswerHeight(trace);
        float width = Math.Max(LabelWidth + perRow * (column + Gap) - Gap, Font.Regular.Width(Title, 21));
        using Canvas canvas = Canvas.Create(2 * Margin + width, 2 * Margin + Head + rows * (block + RowGap) - RowGap, options);
        canvas.Text(Title, Margin, Margin + 16, 21, canvas.Palette.Ink);
        CoverageMap covered = new(trace);
        for (int t = 0; t < trace.Glimpses; t++)
        {
            float top = Margin + Head + t / perRow * (block + RowGap), left = Margin + LabelWidth + t % perRow * (column + Gap);
            if (t % perRow == 0)
                Labels(canvas, trace, patches, top + Disc, top + mapOffset + trace.Size.Height * zoom / 2);
            float middle = left + column / 2;
            GlimpsePath.Disc(canvas, middle, top + 11, GlimpsePath.HeadRadius, t, trace.Glimpses);
            patches.Draw(canvas, trace, t, middle - patches.Side / 2, top + Disc);
            covered.Add(t);
            SKRect area = trace.FrameArea(MathF.Round(middle - trace.Size.Width * zoom / 2), top + mapOffset, zoom);
            canvas.Fill(area, canvas.Palette.Faint);
            using SKImage seen = covered.Image();
            canvas.Image(seen, area);
            PixelDrawing.Frame(canvas, area, canvas.Palette.Border);
            GlimpseColumn.Answer(canvas, trace, t, middle, top + block - GlimpseColumn.AnswerHeight(trace), column + Gap);
        }
        return canvas.ToFile();
    }

    private static void Labels(Canvas canvas, GlimpseTrace trace, Patches patches, float top, float mapMiddle)
    {
        const float Size = 13;
        for (int k = 0; k < trace.Sensor.Scales; k++)
        {
            int extent = trace.Sensor.PatchExtent(k);
            canvas.TextAt($"{extent}×{extent}", Margin, top + k * patches.Pitch + patches.Side / 2, Size, canvas.Palette.Muted);
        }
        canvas.TextAt("seen so far", Margin, mapMiddle, Size, canvas.Palette.Muted);
    }
}
