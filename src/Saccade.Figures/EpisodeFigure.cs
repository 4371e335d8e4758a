namespace Saccade.Figures;

/// <summary>One episode whose frames move: as an animation, and as a strip with all its screens side by side.</summary>
public static class EpisodeFigure
{
    private const float Margin = 20, Screen = 288, Gap = 24, Head = 40, Bar = 15;
    private const float Tile = 96, TileGap = 12, TileLabel = 20;
    private const int PerRow = 8, StepTime = 200, EndTime = 1500;
    // The ball alone, pooled, would be all but invisible without brightening.
    private static readonly Patches s_patches = new(Side: 84, Gap: 12, PerRow: 2, Brightened: true);

    /// <summary>
    /// Draws the animation: at each step the screen with the glimpse's boxes, the patches, the probabilities of the actions or classes.
    /// </summary>
    /// <returns>An animated WebP; the same trace and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together.</exception>
    public static byte[] Animate(GlimpseTrace trace, FigureOptions? options = null)
    {
        Require(trace);
        options ??= new();
        return Animation.Make(trace.Glimpses + 1, options, StepTime, EndTime, (step, look) => Frame(trace, step, look));
    }

    /// <summary>Draws every screen of the episode with the glimpse taken of it, from left to right in rows.</summary>
    /// <returns>A PNG or SVG file; the same trace and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together.</exception>
    public static byte[] Strip(GlimpseTrace trace, FigureOptions? options = null)
    {
        Require(trace);
        options ??= new();
        int tiles = trace.Glimpses + 1, rows = (tiles + PerRow - 1) / PerRow;
        float zoom = PixelDrawing.Zoom(trace.Size, Tile, options.Scale);
        float width = trace.Size.Width * zoom + TileGap, height = trace.Size.Height * zoom + TileLabel + TileGap;
        using Canvas canvas = Canvas.Create(
            2 * Margin + Math.Min(PerRow, tiles) * width - TileGap, 2 * Margin + Head + rows * height - TileGap, options);
        Outcome(canvas, trace);
        for (int i = 0; i < tiles; i++)
        {
            float left = Margin + i % PerRow * width, top = Margin + Head + i / PerRow * height;
            DrawScreen(canvas, trace, i, left, top, zoom, radius: 0);
            string label = i < trace.Glimpses ? trace.Name(Answer(trace, i)) : OutcomeName(trace);
            canvas.Text(
                label, left, top + trace.Size.Height * zoom + 16, 13,
                i < trace.Glimpses ? canvas.Palette.Muted : canvas.Palette.Answer(trace.Succeeded));
        }
        return canvas.ToFile();
    }

    private static Canvas Frame(GlimpseTrace trace, int step, FigureOptions options)
    {
        float zoom = PixelDrawing.Zoom(trace.Size, Screen, options.Scale);
        GlimpseTrace shown = trace.At(Math.Min(step, trace.Glimpses - 1));
        float right = Margin + shown.Size.Width * zoom + Gap, columns = 2 * s_patches.Side + s_patches.Gap;
        float height = Math.Max(shown.Size.Height * zoom, s_patches.Height(shown) + trace.Classes * (Bar + 9) + 34);
        Canvas canvas = Canvas.Create(right + columns + Margin, 2 * Margin + Head + height, options);
        bool ended = step == trace.Glimpses;
        DrawScreen(canvas, trace, step, Margin, Margin + Head, zoom, radius: 4);
        if (ended)
        {
            Outcome(canvas, trace);
            return canvas;
        }
        canvas.Text(
            string.Create(CultureInfo.InvariantCulture, $"step {step + 1} of {trace.Glimpses}"), Margin, Margin + 16, 19,
            canvas.Palette.Ink);
        s_patches.Draw(canvas, shown, 0, right, Margin + Head);
        Answers(canvas, shown, right, Margin + Head + s_patches.Height(shown), columns);
        return canvas;
    }

    private static void DrawScreen(Canvas canvas, GlimpseTrace trace, int step, float left, float top, float zoom, float radius)
    {
        if (step < trace.Glimpses)
        {
            GlimpsePath.Draw(canvas, trace.At(step), left, top, zoom, radius, outerScales: true);
            return;
        }
        SKRect area = trace.FrameArea(left, top, zoom);
        PixelDrawing.DrawFramed(canvas, trace.Frames[^1], trace.Size, area, canvas.Palette.Answer(trace.Succeeded), 2);
    }

    private static void Answers(Canvas canvas, GlimpseTrace glimpse, float left, float top, float width)
    {
        const float NameWidth = 48;
        for (int answer = 0; answer < glimpse.Classes; answer++)
        {
            float y = top + 8 + answer * (Bar + 9);
            bool taken = answer == Answer(glimpse, 0);
            string name = Font.Of(taken).Fit(glimpse.Name(answer), 14, NameWidth - 4);
            canvas.Text(name, left, y + Bar - 2, 14, taken ? canvas.Palette.Ink : canvas.Palette.Muted, bold: taken);
            SKRect bar = SKRect.Create(left + NameWidth, y, width - NameWidth, Bar);
            ProbabilityBar.Draw(canvas, bar, glimpse.ClassProbabilities(0)[answer], taken ? canvas.Palette.Right : canvas.Palette.Muted);
        }
        string expected = string.Create(CultureInfo.InvariantCulture, $"expected reward b {glimpse.Values[0]:0.00}");
        canvas.Text(expected, left, top + 8 + glimpse.Classes * (Bar + 9) + 18, 14, canvas.Palette.Muted);
    }

    private static void Outcome(Canvas canvas, GlimpseTrace trace)
    {
        const float Size = 19, Base = Margin + 16;
        TextRun text = new(OutcomeName(trace), canvas.Palette.Answer(trace.Succeeded), Bold: true);
        float end = canvas.Text([text], Margin, Base, Size);
        canvas.Mark(trace.Succeeded, end + 14, Base - Font.CapHeight(Size) / 2, 15);
    }

    /// <summary>Of a game whether the ball was caught, else the last answer, and the right one where that is wrong.</summary>
    internal static string OutcomeName(GlimpseTrace trace) =>
        !Acts(trace) ? trace.Verdict(trace.Glimpses).Text
        : trace.Succeeded ? "caught" : "missed";

    private static bool Acts(GlimpseTrace trace) => trace.Label is null && trace.Slots == 1;

    /// <summary>The action taken after a glimpse, or the class that was the most probable.</summary>
    private static int Answer(GlimpseTrace trace, int step) => trace.Actions.Length > 0 ? trace.Actions[step] : trace.PredictedClass(step);

    private static void Require(GlimpseTrace trace)
    {
        TraceCheck.Require(trace);
        if (trace.IsStill || trace.Size.Channels is not (1 or 3) || trace.Actions.Length != (Acts(trace) ? trace.Glimpses : 0)
            || trace.Actions.Any(action => (uint)action >= (uint)trace.Classes))
        {
            throw new SaccadeException(new(
                ErrorKind.Mismatch, Key: "trace",
                Value: $"{trace.Frames.Count} frames of {trace.Size}, {trace.Actions.Length} actions",
                Allowed: $"{trace.Glimpses + 1} frames in gray or colour and {trace.Glimpses} actions out of {trace.Classes}"));
        }
    }
}
