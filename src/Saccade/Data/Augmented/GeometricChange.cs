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
        ImageSize turned = SizeOf(size);
        Apply(image, size, PixelBox.Whole(turned), result, turned, 0, 0);
    }

    /// <summary>Writes a part of the changed image to (<paramref name="left"/>, <paramref name="top"/>) of another.</summary>
    /// <param name="image">The image [C, H, W].</param>
    /// <param name="size">Its size.</param>
    /// <param name="part">The part of the changed image.</param>
    /// <param name="result">Receives the part; others of its pixels [C, H, W] stay as they are.</param>
    /// <param name="resultSize">The size of the other image, which has as many channels.</param>
    /// <param name="left">The first column of the part there.</param>
    /// <param name="top">Its first row there.</param>
    public void Apply(
        ReadOnlySpan<byte> image, ImageSize size, PixelBox part, Span<byte> result, ImageSize resultSize, int left, int top)
    {
        (double originX, double originY) = Source(size, 0, 0);
        (double rightX, double rightY) = Source(size, 1, 0);
        (double downX, double downY) = Source(size, 0, 1);
        (long stepX, long stepY) = (Fixed(rightX - originX), Fixed(rightY - originY));
        for (int y = 0; y < part.Height; y++)
        {
            int row = part.Top + y, to = (top + y) * resultSize.Width + left;
            long fromX = Fixed(originX + row * (downX - originX)) + part.Left * stepX;
            long fromY = Fixed(originY + row * (downY - originY)) + part.Left * stepY;
            if ((fromX | fromY | stepX | stepY) % Unit == 0
                && Covers(size, fromX, fromY) && Covers(size, fromX + (part.Width - 1) * stepX, fromY + (part.Width - 1) * stepY))
            {
                int first = (int)(fromY / Unit) * size.Width + (int)(fromX / Unit);
                CopyRow(image, size, first, (int)(stepY / Unit) * size.Width + (int)(stepX / Unit), part.Width, result, resultSize, to);
            }
            else
            {
                InterpolateRow(image, size, (fromX, fromY), (stepX, stepY), part.Width, result, resultSize, to);
            }
        }
    }

    private static bool Covers(ImageSize size, long x, long y) =>
        x >= 0 && x <= (size.Width - 1L) * Unit && y >= 0 && y <= (size.Height - 1L) * Unit;

    /// <summary>Copies pixels that lie in a line of the image, whole ones.</summary>
    private static void CopyRow(
        ReadOnlySpan<byte> image, ImageSize size, int first, int step, int count, Span<byte> result, ImageSize resultSize, int to)
    {
        for (int channel = 0; channel < size.Channels; channel++)
        {
            Span<byte> row = result.Slice(channel * resultSize.Height * resultSize.Width + to, count);
            int at = channel * size.Height * size.Width + first;
            switch (step)
            {
                case 1:
                    image.Slice(at, count).CopyTo(row);
                    break;
                case -1:
                    image.Slice(at - count + 1, count).CopyTo(row);
                    row.Reverse();
                    break;
                default:
                    foreach (ref byte pixel in row)
                    {
                        pixel = image[at];
                        at += step;
                    }
                    break;
            }
        }
    }

    private static void InterpolateRow(
        ReadOnlySpan<byte> image, ImageSize size, (long X, long Y) from, (long X, long Y) step, int count, Span<byte> result,
        ImageSize resultSize, int first)
    {
        (int channels, int height, int width) = size;
        int plane = height * width, resultPlane = resultSize.Height * resultSize.Width;
        for (int x = 0; x < count; x++, from = (from.X + step.X, from.Y + step.Y))
        {
            int inX = (int)Math.Clamp(from.X, 0, (width - 1L) * Unit), inY = (int)Math.Clamp(from.Y, 0, (height - 1L) * Unit);
            (int left, int top) = (inX / Unit, inY / Unit);
            (int shareX, int shareY) = (inX % Unit >> 8, inY % Unit >> 8);
            int at = top * width + left, right = left < width - 1 ? 1 : 0, below = top < height - 1 ? width : 0;
            for (int channel = 0, to = first + x; channel < channels; channel++, at += plane, to += resultPlane)
            {
                int upper = (256 - shareX) * image[at] + shareX * image[at + right];
                int lower = (256 - shareX) * image[at + below] + shareX * image[at + below + right];
                result[to] = (byte)(((256 - shareY) * upper + shareY * lower + Unit / 2) / Unit);
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
