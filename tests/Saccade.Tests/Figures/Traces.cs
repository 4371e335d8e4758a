using Saccade.Evaluation;
using Saccade.Geometry;
using Saccade.Model;
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
            Pixels = pixels,
            Label = label,
            Locations = locations ?? new float[2 * glimpses],
            Retinas = new float[glimpses * sensor.GlimpseSize(channels)],
            Probabilities = probabilities,
            Baselines = new float[glimpses],
        };
    }

    public static SKBitmap Decode(byte[] png) => SKBitmap.Decode(png) ?? throw new InvalidDataException("no picture");
}
