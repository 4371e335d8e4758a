using System.Globalization;
using Saccade.Evaluation;
using Saccade.Figures.Drawing;
using Saccade.Games;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Figures;

/// <summary>One episode of a game: as an animation, and as a strip with all its screens side by side.</summary>
public static class EpisodeFigure
{
    private const float Margin = 20, Screen = 288, Gap = 24, Patch = 84, Head = 40, Bar = 15;
    private const float Tile = 96, TileGap = 12, TileLabel = 20;
    private const int PerRow = 8;
    private const int StepTime = 200, EndTime = 1500;
    internal static readonly string[] MoveNames = [.. Enum.GetNames<CatchMove>().Select(name => name.ToLowerInvariant())];

    /// <summary>Draws the animation: at each step the screen with the glimpse's boxes, what the retina saw, the moves' probabilities.</summary>
    /// <returns>An animated WebP; the same trace and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together.</exception>
    public static byte[] Animate(EpisodeTrace trace, FigureOptions? options = null)
    {
        Require(trace);
        options ??= new();
        return Animation.Make(trace.Steps.Count + 1, options, StepTime, EndTime, (step, look) => Frame(trace, step, look));
    }

    /// <summary>Draws every screen of the episode with the glimpse taken of it, from left to right in rows.</summary>
    /// <returns>A PNG or SVG file; the same trace and options give the same bytes.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together.</exception>
    public static byte[] Strip(EpisodeTrace trace, FigureOptions? options = null)
    {
        Require(trace);
        options ??= new();
        int tiles = trace.Steps.Count + 1, rows = (tiles + PerRow - 1) / PerRow;
        (GlimpseTrace first, float zoom) = (trace.Steps[0], Zoom(trace, Tile, options));
        float width = first.Size.Width * zoom + TileGap, height = first.Size.Height * zoom + TileLabel + TileGap;
        using Sheet sheet = new(2 * Margin + Math.Min(PerRow, tiles) * width - TileGap, 2 * Margin + Head + rows * height - TileGap, options);
        Verdict(sheet, trace);
        for (int i = 0; i < tiles; i++)
        {
            float left = Margin + i % PerRow * width, top = Margin + Head + i / PerRow * height;
            DrawScreen(sheet, trace, i, left, top, zoom, radius: 0);
            string label = i < trace.Steps.Count ? MoveNames[trace.Steps[i].Label] : trace.Caught ? "caught" : "missed";
            sheet.Text(label, left, top + first.Size.Height * zoom + 16, 13, i < trace.Steps.Count ? sheet.Palette.Muted : Colour(sheet, trace));
        }
        return sheet.ToFile();
    }

    private static Sheet Frame(EpisodeTrace trace, int step, FigureOptions options)
    {
        float zoom = Zoom(trace, Screen, options);
        GlimpseTrace shown = trace.Steps[Math.Min(step, trace.Steps.Count - 1)];
        float right = Margin + shown.Size.Width * zoom + Gap, columns = 2 * Patch + Gap;
        float patchesHeight = (shown.Sensor.Scales + 1) / 2 * (Patch + 10);
        float height = Math.Max(shown.Size.Height * zoom, patchesHeight + MoveNames.Length * (Bar + 9) + 34);
        Sheet sheet = new(right + columns + Margin, 2 * Margin + Head + height, options);
        bool ended = step == trace.Steps.Count;
        DrawScreen(sheet, trace, step, Margin, Margin + Head, zoom, radius: 4);
        if (ended)
        {
            Verdict(sheet, trace);
            return sheet;
        }
        sheet.Text(string.Create(CultureInfo.InvariantCulture, $"step {step + 1} of {trace.Steps.Count}"), Margin, Margin + 16, 19, sheet.Palette.Ink);
        Patches(sheet, shown, right);
        Moves(sheet, shown, right, Margin + Head + patchesHeight, columns);
        return sheet;
    }

    private static void DrawScreen(Sheet sheet, EpisodeTrace trace, int step, float left, float top, float zoom, float radius)
    {
        if (step < trace.Steps.Count)
        {
            GlimpsePath.Draw(sheet, trace.Steps[step], left, top, zoom, radius, outerScales: true);
            return;
        }
        GlimpseTrace last = trace.Steps[^1];
        SKRect area = SKRect.Create(left, top, last.Size.Width * zoom, last.Size.Height * zoom);
        PixelImage.Draw(sheet, trace.LastScreen, 1, last.Size.Height, last.Size.Width, area);
        area.Inflate(0.5f, 0.5f);
        sheet.Outline(area, Colour(sheet, trace), 2);
    }

    private static void Patches(Sheet sheet, GlimpseTrace glimpse, float left)
    {
        int side = glimpse.Sensor.PatchSide, patch = side * side;
        for (int scale = 0; scale < glimpse.Sensor.Scales; scale++)
        {
            SKRect area = SKRect.Create(left + scale % 2 * (Patch + Gap), Margin + Head + scale / 2 * (Patch + 10), Patch, Patch);
            // The ball alone, pooled, would be all but invisible: each patch is shown as bright as its brightest pixel allows.
            ReadOnlySpan<float> seen = glimpse.Retinas.AsSpan(scale * patch, patch);
            float brightest = System.Numerics.Tensors.TensorPrimitives.Max(seen);
            float[] shown = [.. seen.ToArray().Select(v => brightest > 0 ? v / brightest : 0)];
            PixelImage.Draw(sheet, shown, 1, side, area);
            area.Inflate(0.5f, 0.5f);
            sheet.Outline(area, sheet.Palette.Muted.WithAlpha(120), 1);
        }
    }

    private static void Moves(Sheet sheet, GlimpseTrace glimpse, float left, float top, float width)
    {
        const float Name = 48;
        for (int move = 0; move < MoveNames.Length; move++)
        {
            float y = top + 8 + move * (Bar + 9);
            bool taken = move == glimpse.Label;
            sheet.Text(MoveNames[move], left, y + Bar - 2, 14, taken ? sheet.Palette.Ink : sheet.Palette.Muted, bold: taken);
            SKRect bar = SKRect.Create(left + Name, y, width - Name, Bar);
            sheet.Fill(bar, sheet.Palette.Faint, 3);
            bar.Right = bar.Left + bar.Width * Math.Min(1, glimpse.Probabilities[move]);
            sheet.Fill(bar, taken ? sheet.Palette.Right : sheet.Palette.Muted, 3);
        }
        string expected = string.Create(CultureInfo.InvariantCulture, $"expected reward b {glimpse.Baselines[0]:0.00}");
        sheet.Text(expected, left, top + 8 + MoveNames.Length * (Bar + 9) + 18, 14, sheet.Palette.Muted);
    }

    private static void Verdict(Sheet sheet, EpisodeTrace trace)
    {
        string text = trace.Caught ? "caught" : "missed";
        sheet.Text(text, Margin, Margin + 16, 19, Colour(sheet, trace), bold: true);
        sheet.Mark(trace.Caught, Margin + Lettering.Width(text, 19) + 14, Margin + 16 - Lettering.CapHeight(19) / 2, 15, Colour(sheet, trace));
    }

    private static SKColor Colour(Sheet sheet, EpisodeTrace trace) => trace.Caught ? sheet.Palette.Right : sheet.Palette.Wrong;

    private static float Zoom(EpisodeTrace trace, float target, FigureOptions options) =>
        PixelImage.Zoom(trace.Steps[0].Size.Width, trace.Steps[0].Size.Height, target, options.Scale);

    /// <summary>Refuses what cannot be drawn.</summary>
    internal static void Require(EpisodeTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Steps.Count == 0)
            throw new SaccadeException("An episode's trace holds no steps; a figure needs at least one.");
        foreach (GlimpseTrace step in trace.Steps)
        {
            TraceCheck.Require(step);
            if (step.Classes != MoveNames.Length || (uint)step.Label >= (uint)MoveNames.Length || step.Size != trace.Steps[0].Size || step.Size.Channels != 1)
                throw new SaccadeException($"A step of an episode's trace has {step.Classes} moves, label {step.Label} and a screen of {step.Size}; it must have {MoveNames.Length} moves and the gray screen of the first step.");
        }
        if (trace.LastScreen.Length != trace.Steps[0].Size.Pixels)
            throw new SaccadeException($"An episode's last screen holds {trace.LastScreen.Length} pixels; it must hold {trace.Steps[0].Size.Pixels}.");
    }
}
