namespace Saccade.Sensing;

/// <summary>The glimpse sensor ρ(x, l): K square patches centred at l, each pooled to G×G (paper §3.1).</summary>
public sealed record SensorOptions
{
    /// <summary>G, the side of a pooled patch in sensor pixels ("bandwidth").</summary>
    public int PatchSide { get; init => field = Require.Between(value, 1, 64); } = 8;

    /// <summary>K, the number of patches.</summary>
    public int Scales { get; init => field = Require.Between(value, 1, 8); } = 1;

    /// <summary>s, the ratio of the sides of successive patches; patch i covers G·sⁱ image pixels a side.</summary>
    public int ScaleFactor { get; init => field = Require.Between(value, 1, 8); } = 2;

    /// <summary>The part of half the frame that one unit of l moves the sensor by; 1 reaches the edges.</summary>
    public double Reach { get; init => field = Require.Above(value, 0, 1); } = 1;

    /// <summary>Where patches start; other values than nearest are for models that other programs trained.</summary>
    public PatchPlacement Placement { get; init => field = Require.Defined(value); } = PatchPlacement.Nearest;

    /// <summary>The value of pixels outside of the image, from 0 (black) to 1; above 0 for models that other programs trained.</summary>
    public double Outside { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>Values in one glimpse of an image with <paramref name="channels"/> channels, K·C·G².</summary>
    public int GlimpseSize(int channels) => checked(Scales * channels * PatchSide * PatchSide);

    /// <summary>Side of patch <paramref name="scale"/> on the image in pixels, G·sⁱ.</summary>
    public int PatchExtent(int scale)
    {
        int extent = PatchSide;
        for (int i = 0; i < scale; i++)
        {
            extent = checked(extent * ScaleFactor);
        }
        return extent;
    }

    /// <summary>The box on an image that patch <paramref name="scale"/> covers with the sensor at (x, y).</summary>
    /// <exception cref="ArgumentException">A location is NaN.</exception>
    public PatchBox Box(int scale, float x, float y, int width, int height)
    {
        int side = PatchExtent(scale);
        return new(
            PatchGeometry.PatchStart(x, width, side, Reach, Placement), PatchGeometry.PatchStart(y, height, side, Reach, Placement), side);
    }
}
