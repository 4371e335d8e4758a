using Saccade.Images;
using Saccade.Random;
using Saccade.Sensing;

namespace Saccade.Tests.Sensing;

public sealed class CoarseViewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_mean_of_a_large_white_picture_is_one(int side)
    {
        // 255 times the pixels of a value is more than an int holds.
        ImageSize size = new(1, 6_000, 6_000);
        byte[] image = new byte[size.Pixels];
        Array.Fill(image, byte.MaxValue);
        float[] values = new float[side * side];

        new CoarseView(side).See(image, size, values);

        Assert.All(values, value => Assert.Equal(1, value));
    }

    [Fact]
    public void A_picture_whose_columns_have_too_many_pixels_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => new CoarseView(1).See(new byte[8_421_505], new(1, 8_421_505, 1), new float[1]));

    [Theory]
    [InlineData(1, 12, 12, 3)]
    [InlineData(1, 14, 11, 4)]
    [InlineData(3, 7, 10, 5)]
    [InlineData(1, 3, 2, 5)]
    [InlineData(2, 100, 60, 1)]
    public void Each_value_is_the_mean_of_the_pixels_it_touches(int channels, int height, int width, int side)
    {
        ImageSize size = new(channels, height, width);
        byte[] image = new byte[size.Pixels];
        RandomStream stream = RandomKey.FromSeed(2).Stream();
        foreach (ref byte pixel in image.AsSpan())
        {
            pixel = (byte)stream.NextInt(256);
        }
        CoarseView view = new(side);
        float[] values = new float[view.Length(channels)];
        view.See(image, size, values);
        for (int i = 0; i < values.Length; i++)
        {
            (int channel, int y, int x) = (i / (side * side), i / side % side, i % side);
            double[] covered =
            [
                .. from row in Enumerable.Range(0, height)
                   where Touches(row, y, height)
                   from column in Enumerable.Range(0, width)
                   where Touches(column, x, width)
                   select (double)image[(channel * height + row) * width + column],
            ];
            Assert.Equal(covered.Average() / 255, values[i], 1e-6);
        }

        // Pixel [p, p + 1) and value [v, v + 1) · length / side have a part in common.
        bool Touches(int pixel, int value, int length) => pixel * side < (value + 1) * length && (pixel + 1) * side > value * length;
    }
}
