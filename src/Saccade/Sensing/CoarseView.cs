using System.Buffers;

namespace Saccade.Sensing;

/// <summary>
/// A coarse view of a whole image, S×S whatever its size: each value is the mean of the pixels that it covers wholly or in part, as of
/// PyTorch's <c>adaptive_avg_pool2d</c>. Thread-safe.
/// </summary>
/// <param name="side">S.</param>
internal sealed class CoarseView(int side)
{
    // The sum of a column of as many pixels is an int.
    private const int MostRows = int.MaxValue / byte.MaxValue;

    /// <summary>Values of the view, C·S².</summary>
    public int Length(int channels) => checked(channels * side * side);

    /// <summary>Sees an image.</summary>
    /// <param name="image">Pixels [C, H, W], 0 to 255.</param>
    /// <param name="size">Its size.</param>
    /// <param name="view">Receives the view [C, S, S], 0 to 1.</param>
    public void See(ReadOnlySpan<byte> image, ImageSize size, Span<float> view)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size.Height, MostRows, nameof(size));
        int[] rented = ArrayPool<int>.Shared.Rent(2 * size.Width);
        Span<int> sums = rented.AsSpan(0, size.Width), row = rented.AsSpan(size.Width, size.Width);
        int at = 0;
        for (int channel = 0; channel < size.Channels; channel++)
        {
            ReadOnlySpan<byte> plane = image.Slice(channel * size.Height * size.Width, size.Height * size.Width);
            for (int y = 0; y < side; y++)
            {
                (int firstRow, int endRow) = Covered(y, size.Height);
                // Whole rows first, as vectors: large images are read at the speed of memory.
                sums.Clear();
                for (int r = firstRow; r < endRow; r++)
                {
                    TensorPrimitives.ConvertTruncating(plane.Slice(r * size.Width, size.Width), row);
                    TensorPrimitives.Add(sums, row, sums);
                }
                for (int x = 0; x < side; x++)
                {
                    (int first, int end) = Covered(x, size.Width);
                    long sum = 0;
                    foreach (int pixels in sums[first..end])
                    {
                        sum += pixels;
                    }
                    view[at++] = sum / (255f * ((endRow - firstRow) * (end - first)));
                }
            }
        }
        ArrayPool<int>.Shared.Return(rented);
    }

    /// <summary>The rows or columns that a value covers.</summary>
    private (int First, int End) Covered(int index, int length) =>
        ((int)((long)index * length / side), (int)(((index + 1L) * length + side - 1) / side));
}
