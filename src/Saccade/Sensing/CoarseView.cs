namespace Saccade.Sensing;

/// <summary>
/// A coarse view of a whole image, S×S whatever its size: each value is the mean of the pixels that it covers wholly or in part, as of
/// PyTorch's <c>adaptive_avg_pool2d</c>. Thread-safe.
/// </summary>
/// <param name="side">S.</param>
internal sealed class CoarseView(int side)
{
    /// <summary>Values of the view, C·S².</summary>
    public int Length(int channels) => checked(channels * side * side);

    /// <summary>Sees an image.</summary>
    /// <param name="image">Pixels [C, H, W], 0 to 255.</param>
    /// <param name="size">Its size.</param>
    /// <param name="view">Receives the view [C, S, S], 0 to 1.</param>
    public void See(ReadOnlySpan<byte> image, ImageSize size, Span<float> view)
    {
        int at = 0;
        for (int channel = 0; channel < size.Channels; channel++)
        {
            ReadOnlySpan<byte> plane = image.Slice(channel * size.Height * size.Width, size.Height * size.Width);
            for (int y = 0; y < side; y++)
            {
                for (int x = 0; x < side; x++)
                {
                    view[at++] = Mean(plane, size, Covered(y, size.Height), Covered(x, size.Width));
                }
            }
        }
    }

    private static float Mean(ReadOnlySpan<byte> plane, ImageSize size, Range rows, Range columns)
    {
        (int first, int end) = (rows.Start.Value, rows.End.Value);
        int sum = 0, count = 0;
        for (int row = first; row < end; row++)
        {
            foreach (byte pixel in plane.Slice(row * size.Width, size.Width)[columns])
            {
                sum += pixel;
                count++;
            }
        }
        return sum / (255f * count);
    }

    /// <summary>The rows or columns that a value covers.</summary>
    private Range Covered(int index, int length) => (index * length / side)..(((index + 1) * length + side - 1) / side);
}
