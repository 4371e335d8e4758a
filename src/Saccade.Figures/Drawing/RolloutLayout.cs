using System.Globalization;
using Saccade.Evaluation;
using SkiaSharp;

namespace Saccade.Figures.Drawing;

/// <summary>Where the parts of a rollout figure stand, in layout pixels: the frame at the left, rows of glimpse columns at the right.</summary>
internal sealed record RolloutLayout
{
    public const float Margin = 28, CaptionSize = 13, CaptionPitch = 19, TitleSize = 21;
    public const float HeadHeight = 32, PatchGap = 6, AnswerHeight = 58, ColumnGap = 20, RowGap = 30;
    public const int MostLabelledClasses = 16;
    private const int MostPerRow = 10;
    private const float FrameTarget = 420, LeastBarPitch = 11, MostBarPitch = 22;

    public required float Width { get; init; }

    public required float Height { get; init; }

    /// <summary>Upper edge of the frame and of the first row of columns.</summary>
    public required float Top { get; init; }

    /// <summary>Layout pixels for each pixel of the frame.</summary>
    public required float Zoom { get; init; }

    public required float ColumnsX { get; init; }

    public required float ColumnWidth { get; init; }

    public required int PerRow { get; init; }

    public required float BlockHeight { get; init; }

    /// <summary>Side of one patch.</summary>
    public required float Patch { get; init; }

    /// <summary>From the top of a block to its first bar.</summary>
    public required float BarsOffset { get; init; }

    public required float BarPitch { get; init; }

    public required IReadOnlyList<string> Caption { get; init; }

    public float BlockX(int step) => ColumnsX + step % PerRow * (ColumnWidth + ColumnGap);

    public float BlockY(int step) => Top + step / PerRow * (BlockHeight + RowGap);

    public static RolloutLayout Of(GlimpseTrace trace, int scale)
    {
        int rows = (trace.Glimpses + MostPerRow - 1) / MostPerRow;
        int perRow = (trace.Glimpses + rows - 1) / rows;
        float target = trace.Sensor.Scales switch { 1 => 96, 2 => 84, 3 => 76, 4 => 72, _ => 66 };
        float patch = PixelImage.Zoom(trace.Sensor.PatchSide, trace.Sensor.PatchSide, target, scale) * trace.Sensor.PatchSide;
        float barsOffset = HeadHeight + trace.Sensor.Scales * (patch + PatchGap) + 10;

        // The bars take what a frame of the usual size leaves them, so that both sides end together.
        float room = (FrameTarget - barsOffset - AnswerHeight) / trace.Classes;
        float least = trace.Classes <= MostLabelledClasses ? LeastBarPitch : Math.Max(1.5f, 176f / trace.Classes);
        float barPitch = Math.Clamp(room, least, Math.Max(least, MostBarPitch));
        float blockHeight = barsOffset + trace.Classes * barPitch + AnswerHeight;
        float columnsHeight = rows * blockHeight + (rows - 1) * RowGap;

        float frameTarget = Math.Clamp(columnsHeight, FrameTarget, 1.5f * FrameTarget);
        float zoom = PixelImage.Zoom(trace.Size.Width, trace.Size.Height, frameTarget, scale);
        float columnWidth = Math.Max(patch, 84);
        float columnsX = Margin + trace.Size.Width * zoom + 62;
        float titleWidth = TitleParts(trace, default, default, default).Sum(p => Lettering.Width(p.Text, TitleSize)) + 30;
        float width = Math.Max(columnsX + perRow * (columnWidth + ColumnGap) - ColumnGap, Margin + titleWidth) + Margin;

        IReadOnlyList<string> caption = Lettering.Wrap(CaptionOf(trace), CaptionSize, width - 2 * Margin);
        const float Top = Margin + 16 + 28;
        float bottom = Top + Math.Max(columnsHeight, trace.Size.Height * zoom);
        return new()
        {
            Width = width,
            Height = bottom + 34 + (caption.Count - 1) * CaptionPitch + Margin,
            Top = Top,
            Zoom = zoom,
            ColumnsX = columnsX,
            ColumnWidth = columnWidth,
            PerRow = perRow,
            BlockHeight = blockHeight,
            Patch = patch,
            BarsOffset = barsOffset,
            BarPitch = barPitch,
            Caption = caption,
        };
    }

    public static (string Text, SKColor Colour, bool Bold)[] TitleParts(GlimpseTrace trace, SKColor ink, SKColor muted, SKColor verdict)
    {
        int last = trace.Glimpses - 1, answer = trace.PredictedClass(last);
        float sure = trace.Probabilities[last * trace.Classes + answer];
        string glimpses = trace.Glimpses == 1 ? "1 glimpse" : $"{trace.Glimpses} glimpses";
        return
        [
            ("Label ", muted, false),
            (trace.Label.ToString(CultureInfo.InvariantCulture), ink, true),
            ($", answer after {glimpses} ", muted, false),
            (answer.ToString(CultureInfo.InvariantCulture), verdict, true),
            (string.Create(CultureInfo.InvariantCulture, $" ({100 * sure:0}%), "), muted, false),
            (answer == trace.Label ? "right" : "wrong", verdict, true),
        ];
    }

    private static string CaptionOf(GlimpseTrace trace)
    {
        int g = trace.Sensor.PatchSide;
        string seen = trace.Sensor.Scales == 1
            ? $"{g}×{g} pixels in each glimpse."
            : $"{trace.Sensor.Scales} patches of {g}×{g} in each glimpse, each covering {trace.Sensor.ScaleFactor} times the side of the one above.";
        return $"{trace.Size} image, {seen} Bars: class probabilities after the glimpse. b: how much of a reward of 1 it expects, as the baseline puts it.";
    }
}
