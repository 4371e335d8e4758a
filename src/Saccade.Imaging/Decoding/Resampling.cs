using System.Numerics.Tensors;

namespace Saccade.Imaging.Decoding;

/// <summary>
/// Scales pixels with a triangle filter that widens with the reduction, so that no detail turns into a false pattern: the antialiased
/// bilinear filter of PIL and torchvision. Rows, then columns; beyond the edge the weights of the pixels within are scaled up to 1.
/// </summary>
internal static class Resampling
{
    /// <summary>Scales every channel.</summary>
    /// <param name="pixels">Pixels [C, H, W].</param>
    /// <param name="from">Their size.</param>
    /// <param name="to">The size of the result, with as many channels.</param>
    public static byte[] Scale(byte[] pixels, ImageSize from, ImageSize to)
    {
        if (from == to)
        {
            return pixels;
        }
        (int Start, float[] Weights)[] rows = Weights(from.Height, to.Height), columns = Weights(from.Width, to.Width);
        byte[] scaled = GC.AllocateUninitializedArray<byte>(to.Pixels);
        float[] row = new float[from.Width], sum = new float[from.Width];
        for (int channel = 0; channel < from.Channels; channel++)
        {
            ReadOnlySpan<byte> plane = pixels.AsSpan(channel * from.Height * from.Width, from.Height * from.Width);
            for (int y = 0; y < to.Height; y++)
            {
                sum.AsSpan().Clear();
                foreach ((int i, float weight) in rows[y].Weights.Index())
                {
                    TensorPrimitives.ConvertTruncating(plane.Slice((rows[y].Start + i) * from.Width, from.Width), row);
                    TensorPrimitives.MultiplyAdd(row, weight, sum, sum);
                }
                Span<byte> target = scaled.AsSpan((channel * to.Height + y) * to.Width, to.Width);
                for (int x = 0; x < target.Length; x++)
                {
                    (int start, float[] weights) = columns[x];
                    float value = 0;
                    for (int i = 0; i < weights.Length; i++)
                    {
                        value += weights[i] * sum[start + i];
                    }
                    target[x] = (byte)Math.Clamp(value + 0.5f, 0, byte.MaxValue);
                }
            }
        }
        return scaled;
    }

    /// <summary>For each pixel of an axis of the result, the first pixel that it is made of, and the weights from there on.</summary>
    private static (int Start, float[] Weights)[] Weights(int from, int to)
    {
        double scale = (double)from / to, support = Math.Max(1, scale);
        (int, float[])[] all = new (int, float[])[to];
        for (int i = 0; i < to; i++)
        {
            double centre = (i + 0.5) * scale;
            int start = Math.Max(0, (int)Math.Floor(centre - support)), end = Math.Min(from, (int)Math.Ceiling(centre + support));
            double[] weights = [.. Enumerable.Range(start, end - start).Select(j => Math.Max(0, 1 - Math.Abs(j + 0.5 - centre) / support))];
            double sum = weights.Sum();
            all[i] = (start, [.. weights.Select(weight => (float)(weight / sum))]);
        }
        return all;
    }
}
