namespace Saccade.Figures.Drawing;

/// <summary>The places of a rollout figure's parts in layout pixels: the frame at the left, rows of glimpse columns at the right.</summary>
internal sealed class RolloutLayout
{
    public const float Margin = 28, CaptionSize = 13, CaptionPitch = 19, TitleSize = 21;
    public const float HeadHeight = 32, PatchGap = 6, ColumnGap = 20, RowGap = 30;
    public const int MostLabelledClasses = 16;

    /// <summary>From the name of a class to its bar.</summary>
    public const float LabelGap = 7;

    /// <summary>Upper edge of the frame and of the first row of columns.</summary>
    public const float Top = Margin + 16 + 28;

    private const int MostPerRow = 10;
    private const float FrameTarget = 420, LeastBarPitch = 11, MostBarPitch = 22, MostLabel = 140;

    public RolloutLayout(GlimpseTrace trace, int scale)
    {
        int rows = (trace.Glimpses + MostPerRow - 1) / MostPerRow;
        PerRow = (trace.Glimpses + rows - 1) / rows;
        float target = trace.Sensor.Scales switch { 1 => 96, 2 => 84, 3 => 76, 4 => 72, _ => 66 };
        Patches = Patches.Fitting(trace, target, scale, PatchGap);
        BarsOffset = HeadHeight + Patches.Height(trace) + 10;

        // The bars take what a frame of the usual size leaves them, so that both sides end together.
        float room = (FrameTarget - BarsOffset - GlimpseColumn.AnswerHeight(trace)) / trace.Classes;
        float least = trace.Classes <= MostLabelledClasses ? LeastBarPitch : Math.Max(1.5f, 176f / trace.Classes);
        BarPitch = Math.Clamp(room, least, Math.Max(least, MostBarPitch));
        BlockHeight = BarsOffset + trace.Classes * BarPitch + GlimpseColumn.AnswerHeight(trace);
        float columnsHeight = rows * BlockHeight + (rows - 1) * RowGap;

        float frameTarget = Math.Clamp(columnsHeight, FrameTarget, 1.5f * FrameTarget);
        Zoom = PixelDrawing.Zoom(trace.Size, frameTarget, scale);
        ColumnWidth = Math.Max(Patches.Side, 84);
        LabelSize = Math.Min(13, BarPitch);
        float labels = trace.Classes > MostLabelledClasses ? 0 : Enumerable.Range(0, trace.Classes)
            .Max(c => Font.Bold.Width(LabelOf(trace, c), LabelSize));
        ColumnsX = Margin + trace.Size.Width * Zoom + Math.Max(62, labels + LabelGap + 14);
        float titleWidth = Title(trace, Palette.Of(FigureTheme.Light)).Sum(run => run.Width(TitleSize)) + 30;
        Width = Math.Max(ColumnsX + PerRow * (ColumnWidth + ColumnGap) - ColumnGap, Margin + titleWidth) + Margin;

        Caption = Font.Regular.Wrap(CaptionOf(trace), CaptionSize, Width - 2 * Margin);
        float bottom = Top + Math.Max(columnsHeight, trace.Size.Height * Zoom);
        Height = bottom + 34 + (Caption.Count - 1) * CaptionPitch + Margin;
    }

    public float Width { get; }

    public float Height { get; }

    /// <summary>Layout pixels for each pixel of the frame.</summary>
    public float Zoom { get; }

    public float ColumnsX { get; }

    /// <summary>The size of the names of classes beside the bars of a row's first glimpse.</summary>
    public float LabelSize { get; }

    public float ColumnWidth { get; }

    public int PerRow { get; }

    public float BlockHeight { get; }

    public Patches Patches { get; }

    /// <summary>From the top of a block to its first bar.</summary>
    public float BarsOffset { get; }

    public float BarPitch { get; }

    public IReadOnlyList<string> Caption { get; }

    /// <summary>The name of a class beside its bars.</summary>
    public string LabelOf(GlimpseTrace trace, int c) => Font.Bold.Fit(trace.Name(c), LabelSize, MostLabel);

    public float BlockX(int step) => ColumnsX + step % PerRow * (ColumnWidth + ColumnGap);

    public float BlockY(int step) => Top + step / PerRow * (BlockHeight + RowGap);

    public static TextRun[] Title(GlimpseTrace trace, Palette palette)
    {
        int last = trace.Glimpses - 1;
        bool right = trace.Succeeded;
        string glimpses = trace.Glimpses == 1 ? "1 glimpse" : $"{trace.Glimpses} glimpses";
        return
        [
            new("Label ", palette.Muted),
            new(trace.LabelText(), palette.Ink, Bold: true),
            new($", answer after {glimpses} ", palette.Muted),
            new(trace.AnswerText(), palette.Answer(right), Bold: true),
            new(
                trace.Slots > 1 ? ", " : string.Create(CultureInfo.InvariantCulture, $" ({100 * trace.Confidence(last):0}%), "),
                palette.Muted),
            new(right ? "right" : "wrong", palette.Answer(right), Bold: true),
        ];
    }

    private static string CaptionOf(GlimpseTrace trace)
    {
        int g = trace.Sensor.PatchSide;
        string seen = trace.Sensor.Scales == 1
            ? $"{g}×{g} pixels in each glimpse."
            : $"{trace.Sensor.Scales} patches of {g}×{g} in each glimpse, each {trace.Sensor.ScaleFactor} times as wide as the one above.";
        return $"{trace.Size} image, {seen} Bars: class probabilities after the glimpse. "
            + "b: the expected reward, estimated by the value baseline."
            + (trace.Slots > 1 ? " Below it: the label of the sequence that the glimpse serves." : "");
    }
}
