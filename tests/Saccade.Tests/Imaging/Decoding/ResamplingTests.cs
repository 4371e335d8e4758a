using Saccade.Images;
using Saccade.Imaging.Decoding;

namespace Saccade.Tests.Imaging.Decoding;

public sealed class ResamplingTests
{
    [Fact]
    public void Half_the_size_weighs_four_pixels_of_each_axis_by_a_triangle()
    {
        // Centre 1 and support 2: weights 0.75, 0.75 and 0.25 within the image, whose sum is scaled to 1.
        byte[] scaled = Resampling.Scale([100, 0, 0, 0], new(1, 1, 4), new(1, 1, 2));

        Assert.Equal([43, 0], scaled);
    }

    [Fact]
    public void Twice_the_size_is_bilinear()
    {
        Assert.Equal([0, 25, 75, 100], Resampling.Scale([0, 100], new(1, 1, 2), new(1, 1, 4)));
        Assert.Equal([0, 25, 75, 100], Resampling.Scale([0, 100], new(1, 2, 1), new(1, 4, 1)));
    }

    [Fact]
    public void Channels_stay_apart_and_a_level_stays_what_it_is()
    {
        ImageSize from = new(3, 7, 5), to = new(3, 3, 11);
        byte[] pixels = [.. Enumerable.Repeat<byte>(255, 35), .. Enumerable.Repeat<byte>(0, 35), .. Enumerable.Repeat<byte>(77, 35)];

        byte[] scaled = Resampling.Scale(pixels, from, to);

        Assert.All(scaled[..33], value => Assert.Equal(255, value));
        Assert.All(scaled[33..66], value => Assert.Equal(0, value));
        Assert.All(scaled[66..], value => Assert.Equal(77, value));
    }
}
