using Saccade.Images;

namespace Saccade.Figures.Html;

/// <summary>A rollout or an episode as the script of <see cref="RolloutPlayer"/> reads it; the names are the script's.</summary>
/// <param name="Width">Width of the image in pixels.</param>
/// <param name="Height">Height of the image in pixels.</param>
/// <param name="Images">PNG files as addresses: one image for all steps, or one for each.</param>
/// <param name="Retina">A PNG file with all patches, a row for each scale and a column for each step.</param>
/// <param name="Boxes">Left, top and side in pixels [T][K][3].</param>
/// <param name="Colours">The colours of the glimpses [T].</param>
/// <param name="Classes">The names of the classes or actions.</param>
/// <param name="Probabilities">In per mille [T][classes].</param>
/// <param name="Baselines">The value estimates [T].</param>
/// <param name="Labels">The label, of a sequence that of each step, −1 after its end [T]; in an episode the actions taken [T].</param>
/// <param name="Verdict">The text below the small picture.</param>
/// <param name="Right">Whether the answer is right.</param>
/// <param name="Slots">Which label of a sequence each step serves [T]; empty where a rollout has one answer.</param>
internal sealed record PlayerTrace(
    int Width, int Height, IReadOnlyList<string> Images, string Retina, int[][][] Boxes, IReadOnlyList<string> Colours,
    IReadOnlyList<string> Classes, int[][] Probabilities, double[] Baselines, int[] Labels, string Verdict, bool Right,
    IReadOnlyList<string> Slots)
{
    /// <summary>The trace with the names of its classes or actions, or their numbers.</summary>
    public static PlayerTrace Of(GlimpseTrace trace)
    {
        TraceCheck.Require(trace);
        int steps = trace.Glimpses;
        int[] perMille = Array.ConvertAll(trace.Probabilities, p => (int)MathF.Round(1000 * p));
        return new(
            trace.Size.Width,
            trace.Size.Height,
            Images: [.. trace.Frames.Take(trace.IsStill ? 1 : steps).Select(frame => Address(frame, trace.Size))],
            Retina: AllPatches(trace),
            Boxes: [.. Enumerable.Range(0, steps).Select(t => BoxesOf(trace, t))],
            Colours: [.. Enumerable.Range(0, steps).Select(t => SvgCanvas.Hex(GlimpseRamp.At(t, steps)))],
            Classes: trace.Names(),
            Probabilities: [.. perMille.Chunk(trace.Classes)],
            Baselines: [.. trace.Values.Select(value => Math.Round(value, 3))],
            Labels: trace.Slots > 1 ? [.. Enumerable.Range(0, steps).Select(t => trace.LabelAt(t) ?? -1)]
                : trace.Label is int label ? [label]
                : trace.Actions,
            Verdict: EpisodeFigure.OutcomeName(trace),
            Right: trace.Succeeded,
            Slots: [.. Enumerable.Range(0, steps).Select(trace.SlotText).OfType<string>()]);
    }

    private static int[][] BoxesOf(GlimpseTrace trace, int step) =>
        [.. Enumerable.Range(0, trace.Sensor.Scales).Select(scale =>
        {
            PatchBox box = trace.Box(step, scale);
            return (int[])[box.Left, box.Top, box.Side];
        })];

    private static string AllPatches(GlimpseTrace trace)
    {
        int side = trace.Sensor.PatchSide, plane = side * side, scales = trace.Sensor.Scales;
        ImageSize size = new(trace.Size.Channels, scales * side, trace.Glimpses * side);
        byte[] all = new byte[size.Pixels];
        for (int t = 0; t < trace.Glimpses; t++)
        {
            for (int scale = 0; scale < scales; scale++)
            {
                byte[] patch = PixelDrawing.Bytes(trace.Patch(t, scale).ToArray());
                for (int i = 0; i < patch.Length; i++)
                {
                    (int channel, int row, int column) = (i / plane, i % plane / side, i % side);
                    all[(channel * size.Height + scale * side + row) * size.Width + t * side + column] = patch[i];
                }
            }
        }
        return Address(all, size);
    }

    private static string Address(ReadOnlySpan<byte> pixels, ImageSize size)
    {
        using SKImage image = PixelDrawing.Create(pixels, size);
        return PixelDrawing.Address(image);
    }
}
