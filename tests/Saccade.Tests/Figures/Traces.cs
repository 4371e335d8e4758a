using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Sensing;
using SkiaSharp;

namespace Saccade.Tests.Figures;

/// <summary>Small traces made by formula, and a look into the pictures made of them.</summary>
internal static class Traces
{
    public static GlimpseTrace Make(
        int width = 28, int height = 28, int channels = 1, int glimpses = 1, int scales = 1, int side = 8,
        float[]? locations = null, int classes = 10, int label = 3, int answer = 3, byte fill = 0)
    {
        SensorOptions sensor = new() { PatchSide = side, Scales = scales };
        float[] probabilities = new float[glimpses * classes];
        for (int i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = i % classes == answer ? 0.5f : 0.5f / Math.Max(1, classes - 1);
        }
        byte[] pixels = new byte[channels * height * width];
        Array.Fill(pixels, fill);
        return new()
        {
            Size = new ImageSize(channels, height, width),
            Sensor = sensor,
            Frames = [pixels],
            Label = label,
            Locations = locations ?? new float[2 * glimpses],
            Retinas = new float[glimpses * sensor.GlimpseSize(channels)],
            Probabilities = probabilities,
            Values = new float[glimpses],
        };
    }

    /// <summary>
    /// A rollout over a bright ring, with what the sensor really sees of it and probabilities that move from one class
    /// to another.
    /// </summary>
    public static GlimpseTrace Lively(
        int side = 30, int channels = 1, int glimpses = 4, int scales = 2, int patch = 6, int classes = 10, int label = 3)
    {
        ImageSize size = new(channels, side, side);
        byte[] pixels = new byte[size.Pixels];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int channel, int y, int x) = (i / (side * side), i / side % side, i % side);
            int distance = (2 * x - side) * (2 * x - side) + (2 * y - side) * (2 * y - side);
            pixels[i] = (byte)(distance > side * side / 4 && distance < side * side / 2 ? 255 - 60 * channel : 0);
        }
        SensorOptions options = new() { PatchSide = patch, Scales = scales };
        GlimpseSensor sensor = new(options, size);
        float[] locations = new float[2 * glimpses], retinas = new float[glimpses * sensor.GlimpseSize];
        float[] probabilities = new float[glimpses * classes];
        for (int t = 0; t < glimpses; t++)
        {
            (locations[2 * t], locations[2 * t + 1]) = (-0.75f + 1.5f * t / glimpses, (t % 3 - 1) * 0.5f);
            sensor.Sense(pixels, locations[2 * t], locations[2 * t + 1], retinas.AsSpan(t * sensor.GlimpseSize, sensor.GlimpseSize));
            float sure = (t + 1f) / (glimpses + 1);
            for (int c = 0; c < classes; c++)
            {
                probabilities[t * classes + c] = (1 - sure) / classes
                    + (c == label ? sure * sure : c == (label + 5) % classes ? sure - sure * sure : 0);
            }
        }
        return new()
        {
            Size = size,
            Sensor = options,
            Frames = [pixels],
            Label = label,
            Locations = locations,
            Retinas = retinas,
            Probabilities = probabilities,
            Values = [.. Enumerable.Range(0, glimpses).Select(t => (t + 1f) / glimpses)],
        };
    }

    /// <summary>
    /// An episode of steps with one glimpse each, with black frames; the action of step t is <paramref name="actions"/>[t].
    /// </summary>
    public static GlimpseTrace Episode(int[] actions, int classes = 3, int side = 6, int patch = 2, bool succeeded = true) =>
        Make(width: side, height: side, side: patch, glimpses: actions.Length, classes: classes) with
        {
            Frames = [.. Enumerable.Range(0, actions.Length + 1).Select(_ => new byte[side * side])],
            Label = null,
            Actions = actions,
            Reward = succeeded ? 1 : 0,
        };

    public static SKBitmap Decode(byte[] png) => SKBitmap.Decode(png) ?? throw new InvalidDataException("no picture");
}
