using Saccade.Evaluation;
using Saccade.Geometry;
using SkiaSharp;

namespace Saccade.Figures.Drawing;

/// <summary>The image as far as a rollout has seen it: every pixel by the finest patch that covered it, or not at all.</summary>
internal sealed class SeenSoFar
{
    private readonly GlimpseTrace _trace;
    private readonly int[] _finest;

    public SeenSoFar(GlimpseTrace trace, SKColor unseen)
    {
        _trace = trace;
        int plane = trace.Size.Height * trace.Size.Width;
        _finest = new int[plane];
        Array.Fill(_finest, int.MaxValue);
        Pixels = new byte[3 * plane];
        Pixels.AsSpan(0, plane).Fill(unseen.Red);
        Pixels.AsSpan(plane, plane).Fill(unseen.Green);
        Pixels.AsSpan(2 * plane).Fill(unseen.Blue);
    }

    /// <summary>Red, green and blue [3, H, W]; the image's other channels as their mean.</summary>
    public byte[] Pixels { get; }

    /// <summary>Adds what glimpse <paramref name="step"/> saw.</summary>
    public void Add(int step)
    {
        (_, int height, int width) = _trace.Size;
        for (int scale = 0; scale < _trace.Sensor.Scales; scale++)
        {
            PatchBox box = _trace.Sensor.Box(scale, _trace.Locations[2 * step], _trace.Locations[2 * step + 1], width, height);
            int block = box.Side / _trace.Sensor.PatchSide;
            for (int y = Math.Max(0, box.Top); y < Math.Min(height, box.Top + box.Side); y++)
            {
                for (int x = Math.Max(0, box.Left); x < Math.Min(width, box.Left + box.Side); x++)
                {
                    int at = y * width + x;
                    if (scale > _finest[at])
                        continue;
                    _finest[at] = scale;
                    Show(at, step, scale, (y - box.Top) / block, (x - box.Left) / block);
                }
            }
        }
    }

    private void Show(int at, int step, int scale, int row, int column)
    {
        int channels = _trace.Size.Channels, side = _trace.Sensor.PatchSide, plane = _finest.Length;
        int first = (step * _trace.Sensor.Scales + scale) * channels * side * side + row * side + column;
        float sum = 0;
        for (int c = 0; c < channels; c++)
        {
            sum += _trace.Retinas[first + c * side * side];
        }
        for (int colour = 0; colour < 3; colour++)
        {
            float value = channels == 3 ? _trace.Retinas[first + colour * side * side] : sum / channels;
            Pixels[colour * plane + at] = (byte)MathF.Round(255 * Math.Clamp(value, 0, 1));
        }
    }
}
