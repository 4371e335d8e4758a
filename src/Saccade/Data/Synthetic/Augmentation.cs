namespace Saccade.Data.Synthetic;

/// <summary>One random rotation, scaling, slant and shift of a digit, about the middle of its image.</summary>
internal readonly struct Augmentation
{
    // From an offset in the result to the offset in the image, both from the middle: the inverse of the distortion.
    private readonly double _xx, _xy, _yx, _yy, _shiftX, _shiftY;

    public Augmentation(double radians, double scale, double shear, double shiftX, double shiftY)
    {
        (double sin, double cos) = Math.SinCos(radians);
        (_xx, _xy) = ((cos + shear * sin) / scale, (sin - shear * cos) / scale);
        (_yx, _yy) = (-sin / scale, cos / scale);
        (_shiftX, _shiftY) = (shiftX, shiftY);
    }

    /// <summary>Draws one.</summary>
    public static Augmentation Draw(AugmentationOptions options, ref RandomStream random) => new(
        Within(options.Rotation, ref random) * Math.PI / 180, 1 + Within(options.Scale, ref random), Within(options.Shear, ref random),
        Within(options.Shift, ref random), Within(options.Shift, ref random));

    /// <summary>The point of the image that a point of the result shows: offsets from the middle, and where the middle is.</summary>
    public (double X, double Y) Source(double right, double down, double middleX = 0, double middleY = 0)
    {
        (right, down) = (right - _shiftX, down - _shiftY);
        return (middleX + _xx * right + _xy * down, middleY + _yx * right + _yy * down);
    }

    /// <summary>Distorts an image [C, H, W] by bilinear interpolation; outside of it is black.</summary>
    public void Apply(ReadOnlySpan<byte> image, ImageSize size, Span<byte> result)
    {
        (int channels, int height, int width) = size;
        double middleX = (width - 1) / 2.0, middleY = (height - 1) / 2.0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (double fromX, double fromY) = Source(x - middleX, y - middleY, middleX, middleY);
                (int left, int top) = ((int)Math.Floor(fromX), (int)Math.Floor(fromY));
                (double shareX, double shareY) = (fromX - left, fromY - top);
                for (int channel = 0; channel < channels; channel++)
                {
                    ReadOnlySpan<byte> plane = image.Slice(channel * height * width, height * width);
                    double upper = (1 - shareX) * Pixel(plane, left, top) + shareX * Pixel(plane, left + 1, top);
                    double lower = (1 - shareX) * Pixel(plane, left, top + 1) + shareX * Pixel(plane, left + 1, top + 1);
                    result[(channel * height + y) * width + x] = (byte)((1 - shareY) * upper + shareY * lower + 0.5);
                }
            }
        }

        byte Pixel(ReadOnlySpan<byte> plane, int column, int row) =>
            (uint)column < (uint)width && (uint)row < (uint)height ? plane[row * width + column] : (byte)0;
    }

    private static double Within(double most, ref RandomStream random) => random.NextDouble(-most, most);
}
