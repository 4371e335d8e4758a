using Saccade.Evaluation;
using Saccade.Images;

namespace Saccade.Web.Api;

/// <summary>A trace as the interface writes it; T glimpses, K scales, patches of G×G pixels.</summary>
internal sealed record RolloutResponse
{
    public required string Model { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>(x, y) of each glimpse [T, 2].</summary>
    public required float[][] Locations { get; init; }

    /// <summary>What each patch covered, in pixels [T, K].</summary>
    public required PatchBox[][] Boxes { get; init; }

    /// <summary>The patches of each glimpse [T, K, C·G²], 0 to 1.</summary>
    public required float[][][] Retinas { get; init; }

    /// <summary>The class probabilities after each glimpse [T, classes].</summary>
    public required float[][] Probabilities { get; init; }

    /// <summary>The class predicted after each glimpse [T].</summary>
    public required int[] Named { get; init; }

    /// <summary>The labels read: the class predicted last, or of a sequence the answers before its end.</summary>
    public required IReadOnlyList<int> Read { get; init; }

    /// <summary>Which label, from 0, each glimpse serves [T].</summary>
    public required int[] Slots { get; init; }

    /// <summary>The value estimate after each glimpse [T].</summary>
    public required float[] Baselines { get; init; }

    public static RolloutResponse Of(string model, GlimpseTrace trace)
    {
        int patch = trace.Size.Channels * trace.Sensor.PatchSide * trace.Sensor.PatchSide;
        return new()
        {
            Model = model,
            Width = trace.Size.Width,
            Height = trace.Size.Height,
            Locations = [.. trace.Locations.Chunk(2)],
            Boxes = [.. Enumerable.Range(0, trace.Glimpses).Select(t => BoxesOf(trace, t))],
            Retinas = [.. trace.Retinas.Chunk(patch).Chunk(trace.Sensor.Scales)],
            Probabilities = [.. trace.Probabilities.Chunk(trace.Classes)],
            Named = [.. Enumerable.Range(0, trace.Glimpses).Select(trace.PredictedClass)],
            Read = trace.Answer,
            Slots = [.. Enumerable.Range(0, trace.Glimpses).Select(trace.SlotOf)],
            Baselines = trace.Values,
        };
    }

    private static PatchBox[] BoxesOf(GlimpseTrace trace, int step) =>
        [.. Enumerable.Range(0, trace.Sensor.Scales).Select(scale => trace.Box(step, scale))];
}
