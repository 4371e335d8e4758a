using Saccade.Images;

namespace Saccade.Figures.Drawing;

/// <summary>The image as far as a rollout has covered it: every pixel as the finest patch over it showed it.</summary>
internal sealed class CoverageMap
{
    private readonly GlimpseTrace _trace;
    private readonly int[] _finest;

    public CoverageMap(GlimpseTrace trace, SKColor unseen)
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

    /// <summary>Adds the patches of glimpse <paramref name="step"/>.</summary>
    public void Add(int step)
    {
        (_, int height, int width) = _trace.Size;
        for (int scale = 0; scale < _trace.Sensor.Scales; scale++)
        {
            PatchBox box = _trace.Box(step, scale);
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
        int channels = _trace.Size.Channels, side = _trace.Sensor.PatchSide;
        ReadOnlySpan<float> patch = _trace.Patch(step, scale);
        int first = row * side + column;
        float sum = 0;
        for (int c = 0; c < channels; c++)
        {
            sum += patch[first + c * side * side];
        }
        for (int colour = 0; colour < 3; colour++)
        {
            float value = channels == 3 ? patch[first + colour * side * side] : sum / channels;
            Pixels[colour * _finest.Length + at] = PixelImage.Byte(value);
        }
    }
}
