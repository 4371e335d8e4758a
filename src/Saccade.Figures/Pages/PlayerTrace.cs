using System.Globalization;
using Saccade.Evaluation;
using Saccade.Figures.Drawing;
using Saccade.Geometry;
using SkiaSharp;

namespace Saccade.Figures.Pages;

/// <summary>A rollout or an episode as the script of <see cref="RolloutPlayer"/> reads it; the names are the script's.</summary>
internal sealed record PlayerTrace
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>PNG files as addresses: one image for all steps, or one for each.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>A PNG file with all patches, a row for each scale and a column for each step.</summary>
    public required string Retina { get; init; }

    /// <summary>Left, top and side in pixels [T][K][3].</summary>
    public required int[][][] Boxes { get; init; }

    public required IReadOnlyList<string> Colours { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>In per mille [T][classes].</summary>
    public required int[][] Probabilities { get; init; }

    public required double[] Baselines { get; init; }

    /// <summary>The right class; the moves taken in an episode [T].</summary>
    public required int[] Labels { get; init; }

    /// <summary>What is said below the small picture.</summary>
    public required string Verdict { get; init; }

    public required bool Right { get; init; }

    public static PlayerTrace Of(GlimpseTrace trace)
    {
        TraceCheck.Require(trace);
        int answer = trace.PredictedClass(trace.Glimpses - 1);
        bool right = answer == trace.Label;
        return Of([trace], trace.Glimpses, step => (trace, step)) with
        {
            Labels = [trace.Label],
            Verdict = right ? Name(answer) : $"{Name(answer)}, is {Name(trace.Label)}",
            Right = right,
        };
    }

    public static PlayerTrace Of(EpisodeTrace episode, IReadOnlyList<string> moves)
    {
        EpisodeFigure.Require(episode);
        return Of(episode.Steps, episode.Steps.Count, step => (episode.Steps[step], 0)) with
        {
            Classes = moves,
            Labels = [.. episode.Steps.Select(step => step.Label)],
            Verdict = episode.Caught ? "caught" : "missed",
            Right = episode.Caught,
        };
    }

    private static PlayerTrace Of(IReadOnlyList<GlimpseTrace> shown, int steps, Func<int, (GlimpseTrace Trace, int Step)> at)
    {
        GlimpseTrace first = shown[0];
        return new()
        {
            Width = first.Size.Width,
            Height = first.Size.Height,
            Images = [.. shown.Select(trace => Address(trace.Pixels, trace.Size))],
            Retina = RetinaSheet(first, steps, at),
            Boxes = [.. Enumerable.Range(0, steps).Select(t => BoxesOf(at(t)))],
            Colours = [.. Enumerable.Range(0, steps).Select(t => PageFigure.Hex(GlimpseRamp.At(t, steps)))],
            Classes = [.. Enumerable.Range(0, first.Classes).Select(Name)],
            Probabilities = [.. Enumerable.Range(0, steps).Select(t =>
                Array.ConvertAll(at(t).Trace.Probabilities[(at(t).Step * first.Classes)..((at(t).Step + 1) * first.Classes)], p => (int)MathF.Round(1000 * p)))],
            Baselines = [.. Enumerable.Range(0, steps).Select(t => Math.Round(at(t).Trace.Baselines[at(t).Step], 3))],
            Labels = [],
            Verdict = "",
            Right = false,
        };
    }

    private static int[][] BoxesOf((GlimpseTrace Trace, int Step) at) =>
        [.. Enumerable.Range(0, at.Trace.Sensor.Scales).Select(scale =>
        {
            PatchBox box = at.Trace.Sensor.Box(scale, at.Trace.Locations[2 * at.Step], at.Trace.Locations[2 * at.Step + 1], at.Trace.Size.Width, at.Trace.Size.Height);
            return (int[])[box.Left, box.Top, box.Side];
        })];

    private static string RetinaSheet(GlimpseTrace first, int steps, Func<int, (GlimpseTrace Trace, int Step)> at)
    {
        int side = first.Sensor.PatchSide, scales = first.Sensor.Scales, channels = first.Size.Channels, plane = side * side;
        ImageSize size = new(channels, scales * side, steps * side);
        byte[] sheet = new byte[size.Pixels];
        for (int t = 0; t < steps; t++)
        {
            (GlimpseTrace trace, int step) = at(t);
            for (int i = 0; i < scales * channels * plane; i++)
            {
                (int scale, int channel, int row, int column) = (i / (channels * plane), i / plane % channels, i % plane / side, i % side);
                float value = trace.Retinas[step * scales * channels * plane + i];
                sheet[(channel * size.Height + scale * side + row) * size.Width + t * side + column] = (byte)MathF.Round(255 * Math.Clamp(value, 0, 1));
            }
        }
        return Address(sheet, size);
    }

    private static string Address(byte[] pixels, ImageSize size)
    {
        using SKImage image = PixelImage.Make(pixels, size.Channels, size.Height, size.Width);
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        return "data:image/png;base64," + Convert.ToBase64String(png.AsSpan());
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
