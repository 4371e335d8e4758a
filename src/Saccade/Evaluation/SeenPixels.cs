using Saccade.Sensing;

namespace Saccade.Evaluation;

/// <summary>Measures the share of an image's pixels that the glimpses of a rollout cover, at each scale of the sensor.</summary>
/// <param name="sensor">The sensor.</param>
internal sealed class SeenPixels(SensorOptions sensor)
{
    private readonly double[] _shares = new double[sensor.Scales];
    private int _count;

    /// <summary>The mean shares [K] of the rollouts, 0 to 1.</summary>
    public IReadOnlyList<double> Shares => [.. _shares.Select(share => share / _count)];

    /// <summary>Adds a rollout.</summary>
    /// <param name="size">The size of the image.</param>
    /// <param name="locations">The locations of all glimpses of B rollouts [T, B, 2].</param>
    /// <param name="rollout">The rollout, 0 to B − 1.</param>
    /// <param name="rollouts">B.</param>
    /// <param name="glimpses">The number of its glimpses, up to T.</param>
    public void Add(ImageSize size, ReadOnlySpan<float> locations, int rollout, int rollouts, int glimpses)
    {
        PatchBox[] boxes = new PatchBox[glimpses];
        for (int scale = 0; scale < sensor.Scales; scale++)
        {
            for (int t = 0; t < glimpses; t++)
            {
                ReadOnlySpan<float> location = locations.Slice(2 * (t * rollouts + rollout), 2);
                boxes[t] = sensor.Box(scale, location[0], location[1], size.Width, size.Height);
            }
            _shares[scale] += (double)Covered(boxes, size) / ((long)size.Height * size.Width);
        }
        _count++;
    }

    /// <summary>The pixels of an image that patches cover together: in strips between their edges, the columns covered.</summary>
    public static long Covered(ReadOnlySpan<PatchBox> patches, ImageSize size)
    {
        PixelBox[] boxes = new PixelBox[patches.Length];
        int[] edges = new int[2 * patches.Length];
        for (int i = 0; i < boxes.Length; i++)
        {
            PatchBox box = patches[i];
            boxes[i] = new PixelBox(box.Left, box.Top, box.Side, box.Side).Intersect(PixelBox.Whole(size));
            (edges[2 * i], edges[2 * i + 1]) = (boxes[i].Top, boxes[i].Bottom);
        }
        Array.Sort(boxes, (one, other) => one.Left - other.Left);
        Array.Sort(edges);
        long area = 0;
        for (int strip = 1; strip < edges.Length; strip++)
        {
            if (edges[strip] > edges[strip - 1])
            {
                area += (long)(edges[strip] - edges[strip - 1]) * Columns(boxes, edges[strip - 1]);
            }
        }
        return area;
    }

    /// <summary>The columns of a row that boxes, ordered by their left edges, cover together.</summary>
    private static int Columns(ReadOnlySpan<PixelBox> boxes, int row)
    {
        int columns = 0, end = 0;
        foreach (PixelBox box in boxes)
        {
            if (box.Top <= row && row < box.Bottom && !box.IsEmpty && box.Right > end)
            {
                columns += box.Right - Math.Max(box.Left, end);
                end = box.Right;
            }
        }
        return columns;
    }
}
