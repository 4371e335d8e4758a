using System.Globalization;
using Saccade.Evaluation;
using Saccade.Figures.Drawing;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Figures;

/// <summary>Many rollouts at a glance: a grid of frames with the path of glimpses, the answer below each, right or wrong.</summary>
public static class GalleryFigure
{
    private const float Margin = 28, Tile = 150, Gap = 18, Answer = 30, Head = 52;
    private const int MostTraces = 400;

    /// <summary>Draws the figure.</summary>
    /// <param name="traces">The rollouts, 1 to 400, in the order in which they fill the rows; their images may differ in size.</param>
    /// <param name="columns">Images in a row, 1 to 40; chosen by their number when null.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <returns>A PNG or SVG file; the same traces and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no traces or too many, or <paramref name="columns"/> is out of range.</exception>
    /// <exception cref="SaccadeException">The arrays of a trace do not fit together, or hold NaN or probabilities outside of 0 to 1.</exception>
    public static byte[] Render(IReadOnlyList<GlimpseTrace> traces, int? columns = null, FigureOptions? options = null)
    {
        Require(traces, columns);
        using Sheet sheet = Draw(traces, columns, options ?? new(), null);
        return sheet.ToFile();
    }

    /// <summary>Refuses what cannot be drawn.</summary>
    internal static void Require(IReadOnlyList<GlimpseTrace> traces, int? columns)
    {
        ArgumentNullException.ThrowIfNull(traces);
        if (traces.Count is < 1 or > MostTraces)
            throw new OptionException($"A gallery was asked for of {traces.Count} images; it may show 1 to {MostTraces}.");
        if (columns is < 1 or > 40)
            throw new OptionException($"columns was {columns}; it may be 1 to 40.");
        foreach (GlimpseTrace trace in traces)
        {
            TraceCheck.Require(trace);
        }
    }

    /// <summary>The grid after so many glimpses of each rollout, or after all. The caller disposes it.</summary>
    internal static Sheet Draw(IReadOnlyList<GlimpseTrace> traces, int? columns, FigureOptions options, int? shown)
    {
        int perRow = Math.Min(traces.Count, columns ?? Columns(traces.Count));
        int rows = (traces.Count + perRow - 1) / perRow;
        string head = Heading(traces, shown);
        float tileHeight = Tall(traces, options.Scale);
        float width = Math.Max(perRow * (Tile + Gap) - Gap, Lettering.Width(Heading(traces, traces.Max(t => t.Glimpses)), 21));
        Sheet sheet = new(width + 2 * Margin, 2 * Margin + Head + rows * (tileHeight + Answer + Gap) - Gap, options);
        sheet.Text(head, Margin, Margin + 16, 21, sheet.Palette.Ink);
        for (int i = 0; i < traces.Count; i++)
        {
            float left = Margin + i % perRow * (Tile + Gap);
            float top = Margin + Head + i / perRow * (tileHeight + Answer + Gap);
            DrawTile(sheet, traces[i], left, top, tileHeight, options.Scale, shown);
        }
        return sheet;
    }

    /// <summary>About three columns for two rows, and of these the number that leaves the fewest places empty.</summary>
    private static int Columns(int count)
    {
        int near = Math.Clamp((int)Math.Ceiling(Math.Sqrt(1.5 * count)), 1, 11);
        return Enumerable.Range(near, 2).MinBy(columns => (columns - count % columns) % columns);
    }

    private static string Heading(IReadOnlyList<GlimpseTrace> traces, int? shown)
    {
        int right = traces.Count(t => t.PredictedClass(Shown(t, shown) - 1) == t.Label);
        string images = traces.Count == 1 ? "image" : "images";
        string after = shown is int n ? $" after glimpse {n} of {traces.Max(t => t.Glimpses)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{right} of {traces.Count} {images} right{after}");
    }

    private static int Shown(GlimpseTrace trace, int? shown) => Math.Min(trace.Glimpses, shown ?? trace.Glimpses);

    private static float Tall(IReadOnlyList<GlimpseTrace> traces, int scale) =>
        traces.Max(t => t.Size.Height * PixelImage.Zoom(t.Size.Width, t.Size.Height, Tile, scale));

    private static void DrawTile(Sheet sheet, GlimpseTrace trace, float left, float top, float tileHeight, int scale, int? shown)
    {
        float zoom = PixelImage.Zoom(trace.Size.Width, trace.Size.Height, Tile, scale);
        // On a whole pixel, so that the frame's edges stay crisp.
        float x = MathF.Round(left + (Tile - trace.Size.Width * zoom) / 2);
        float y = MathF.Round(top + (tileHeight - trace.Size.Height * zoom) / 2);
        GlimpsePath.Draw(sheet, trace, x, y, zoom, radius: 4.5f, outerScales: false, Shown(trace, shown));

        int answer = trace.PredictedClass(Shown(trace, shown) - 1);
        bool right = answer == trace.Label;
        SKColor colour = right ? sheet.Palette.Right : sheet.Palette.Wrong;
        string text = right
            ? answer.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{answer}, is {trace.Label}");
        const float Size = 17;
        float middle = left + Tile / 2, width = Lettering.Width(text, Size) + 20, textBase = top + tileHeight + 24;
        sheet.Text(text, middle - width / 2, textBase, Size, colour, bold: true);
        sheet.Mark(right, middle + width / 2 - 6, textBase - Lettering.CapHeight(Size) / 2, 13, colour);
    }
}
