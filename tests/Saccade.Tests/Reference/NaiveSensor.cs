using Saccade.Images;
using Saccade.Sensing;

namespace Saccade.Tests.Reference;

/// <summary>The sensor pixel by pixel, in the words of the convention; slow and plain.</summary>
internal static class NaiveSensor
{
    /// <summary>The retina [K, C, G, G] that a glimpse at (x, y) gives, 0 to 1.</summary>
    public static double[] Sense(SensorOptions sensor, ImageSize size, byte[] image, float x, float y)
    {
        double[] retina = new double[sensor.Scales * size.Channels * sensor.PatchSide * sensor.PatchSide];
        int at = 0;
        for (int scale = 0; scale < sensor.Scales; scale++)
        {
            int pool = (int)Math.Pow(sensor.ScaleFactor, scale);
            int left = Start(x, size.Width, sensor.PatchSide * pool, sensor);
            int top = Start(y, size.Height, sensor.PatchSide * pool, sensor);
            for (int channel = 0; channel < size.Channels; channel++)
            {
                for (int row = 0; row < sensor.PatchSide; row++)
                {
                    for (int column = 0; column < sensor.PatchSide; column++)
                    {
                        retina[at++] = Mean(
                            size, image, channel, left + column * pool, top + row * pool, pool, 255 * sensor.Outside) / 255;
                    }
                }
            }
        }
        return retina;
    }

    private static int Start(float l, int size, int side, SensorOptions sensor)
    {
        double clamped = l < -1 ? -1 : l > 1 ? 1 : l;
        double centre = (sensor.Reach * clamped + 1) / 2 * size;
        if (sensor.Placement == PatchPlacement.Wide)
        {
            return (int)Math.Round((sensor.Reach * clamped + 1) / 2 * (size + 1) - side / 2.0, MidpointRounding.ToEven);
        }
        if (sensor.Placement == PatchPlacement.Down)
        {
            return (int)Math.Floor(centre) - side / 2;
        }
        return side % 2 == 0 ? (int)Math.Floor(centre + 0.5) - side / 2 : (int)Math.Floor(centre) - (side - 1) / 2;
    }

    private static double Mean(ImageSize size, byte[] image, int channel, int left, int top, int pool, double outside)
    {
        double sum = 0;
        for (int row = top; row < top + pool; row++)
        {
            for (int column = left; column < left + pool; column++)
            {
                bool inside = row >= 0 && row < size.Height && column >= 0 && column < size.Width;
                sum += inside ? image[(channel * size.Height + row) * size.Width + column] : outside;
            }
        }
        return sum / (pool * pool);
    }
}
