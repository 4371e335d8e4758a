using Saccade.Errors;
using Saccade.Images;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Images;

public sealed class ShrunkImagesTests
{
    [Fact]
    public void Each_square_becomes_its_mean_and_what_fills_none_is_left_out()
    {
        byte[] pixels =
        [
            1, 2, 30, 30, 99,
            3, 5, 30, 31, 99,
            9, 9, 9, 9, 99,
            //
            0, 0, 255, 255, 99,
            0, 1, 255, 255, 99,
            9, 9, 9, 9, 99,
        ];
        ShrunkImages shrunk = new(new ImageSet(pixels, new byte[] { 3 }, new(2, 3, 5)), side: 2);
        byte[] read = new byte[4];

        shrunk.Read(0, 0, read);

        Assert.Equal(new(2, 1, 2), shrunk.Size);
        // 11/4 and 121/4 to the nearest.
        Assert.Equal([3, 30, 0, 255], read);
        Assert.Equal(3, shrunk.Labels[0]);
    }

    [Fact]
    public void Each_image_has_its_size()
    {
        ImageSet wide = new(Synthetic.Batch(1, 1, new(1, 4, 9), 1).Pixels, new byte[1], new(1, 4, 9));
        ImageSet high = new(Synthetic.Batch(2, 1, new(1, 7, 3), 1).Pixels, new byte[1], new(1, 7, 3));
        ShrunkImages shrunk = new(new MixedImages(wide, high), side: 3);

        Assert.Equal(
            (new(1, 2, 3), new ImageSize(1, 1, 3), new ImageSize(1, 2, 1)), (shrunk.Size, shrunk.SizeOf(0, 0), shrunk.SizeOf(0, 1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Sides_out_of_range_are_refused(int side) =>
        Assert.Equal("side", Assert.Throws<OptionException>(() => new ShrunkImages(new MixedImages(
            new ImageSet(new byte[1], new byte[1], new(1, 1, 1))), side)).Error.Key);
}
