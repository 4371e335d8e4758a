using Saccade.Images;

namespace Saccade.Figures.Drawing;

/// <summary>The image as far as a rollout has covered it: every pixel as the finest patch over it showed it.</summary>
internal sealed class CoverageMap
{
    private readonly GlimpseTrace _trace;
    private readonly int[] _finest;
    private readonly byte[] _rgba;

    public CoverageMap(GlimpseTrace trace)
    {
        _trace = trace;
        int plane = trace.Size.Height * trace.Size.Width;
        _finest = new int[plane];
        Array.Fill(_finest, int.MaxValue);
        _rgba = new byte[4 * plane];
    }

    /// <summary>What was covered so far, transparent elsewhere, so that a page's theme shows there. The caller disposes it.</summary>
    public SKImage Image() => SKImage.FromPixelCopy(
        new SKImageInfo(_trace.Size.Width, _trace.Size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul), _rgba);

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
            _rgba[4 * at + colour] = PixelDrawing.Byte(value);
        }
        _rgba[4 * at + 3] = byte.MaxValue;
    }
}
