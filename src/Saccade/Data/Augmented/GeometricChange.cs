using Saccade.Data.Synthetic;

namespace Saccade.Data.Augmented;

/// <summary>One random crop, turn, flip and distortion of an image about its middle. Its edge is repeated outside.</summary>
internal readonly struct GeometricChange
{
    // Positions in the image are whole numbers of 65,536ths of a pixel.
    private const int Unit = 1 << 16;

    private readonly Augmentation _distortion;
    private readonly double _share, _cropX, _cropY;
    private readonly int _turns;
    private readonly bool _flips, _flipsVertically;

    private GeometricChange(AugmentationOptions options, ref RandomStream random)
    {
        _distortion = Augmentation.Draw(options, ref random);
        _share = 1 - random.NextDouble(0, options.Crop);
        (_cropX, _cropY) = ((1 - _share) * random.NextDouble(-0.5, 0.5), (1 - _share) * random.NextDouble(-0.5, 0.5));
        (int turns, int flips) = (random.NextInt(4), random.NextInt(4));
        _turns = options.QuarterTurns ? turns : 0;
        (_flips, _flipsVertically) = (options.Flip && flips % 2 == 1, options.FlipVertical && flips >= 2);
    }

    /// <summary>Draws one; the draws of one option do not depend on the others.</summary>
    public static GeometricChange Draw(AugmentationOptions options, ref RandomStream random) => new(options, ref random);

    /// <summary>The size of the result: quarter turns exchange height and width.</summary>
    public ImageSize SizeOf(ImageSize image) => _turns % 2 == 0 ? image : new(image.Channels, image.Width, image.Height);

    /// <summary>Changes an image [C, H, W] by bilinear interpolation.</summary>
    public void Apply(ReadOnlySpan<byte> image, ImageSize size, Span<byte> result)
    {
        (int channels, int height, int width) = size;
        ImageSize turned = SizeOf(size);
        int plane = height * width;
        (double originX, double originY) = Source(size, 0, 0);
        (double rightX, double rightY) = Source(size, 1, 0);
        (double downX, double downY) = Source(size, 0, 1);
        (long stepX, long stepY) = (Fixed(rightX - originX), Fixed(rightY - originY));
        for (int y = 0; y < turned.Height; y++)
        {
            long fromX = Fixed(originX + y * (downX - originX)), fromY = Fixed(originY + y * (downY - originY));
            for (int x = 0; x < turned.Width; x++, fromX += stepX, fromY += stepY)
            {
                int inX = (int)Math.Clamp(fromX, 0, (width - 1L) * Unit), inY = (int)Math.Clamp(fromY, 0, (height - 1L) * Unit);
                (int left, int top) = (inX / Unit, inY / Unit);
                (int shareX, int shareY) = (inX % Unit >> 8, inY % Unit >> 8);
                int at = top * width + left, right = left < width - 1 ? 1 : 0, below = top < height - 1 ? width : 0;
                int to = y * turned.Width + x;
                for (int channel = 0; channel < channels; channel++, at += plane, to += plane)
                {
                    int upper = (256 - shareX) * image[at] + shareX * image[at + right];
                    int lower = (256 - shareX) * image[at + below] + shareX * image[at + below + right];
                    result[to] = (byte)(((256 - shareY) * upper + shareY * lower + Unit / 2) / Unit);
                }
            }
        }
    }

    private static long Fixed(double pixels) => (long)Math.Round(pixels * Unit);

    /// <summary>The point of the image that a point of the result shows.</summary>
    private (double X, double Y) Source(ImageSize image, double x, double y)
    {
        ImageSize turned = SizeOf(image);
        (double right, double down) = _distortion.Source(x - (turned.Width - 1) / 2.0, y - (turned.Height - 1) / 2.0);
        for (int turn = 0; turn < _turns; turn++)
        {
            (right, down) = (down, -right);
        }
        (right, down) = (_flips ? -right : right, _flipsVertically ? -down : down);
        return (
            (image.Width - 1) / 2.0 + _share * right + _cropX * image.Width,
            (image.Height - 1) / 2.0 + _share * down + _cropY * image.Height);
    }
}
