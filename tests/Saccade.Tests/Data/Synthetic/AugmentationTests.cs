using Saccade.Data.Synthetic;
using Saccade.Images;

namespace Saccade.Tests.Data.Synthetic;

public sealed class AugmentationTests
{
    private static readonly ImageSize s_size = new(1, 3, 3);
    private static readonly byte[] s_image = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Fact]
    public void Nothing_changes_an_image_by_nothing() => Assert.Equal(s_image, Apply(new(0, 1, 0, 0, 0)));

    [Fact]
    public void A_quarter_turn_moves_the_top_row_to_the_right() =>
        Assert.Equal([7, 4, 1, 8, 5, 2, 9, 6, 3], Apply(new(Math.PI / 2, 1, 0, 0, 0)));

    [Fact]
    public void A_shift_moves_pixels_right_and_down_and_black_follows() =>
        Assert.Equal([0, 0, 0, 0, 1, 2, 0, 4, 5], Apply(new(0, 1, 0, 1, 1)));

    [Fact]
    public void Half_a_shift_is_the_mean_of_neighbours() =>
        // 1.5, 2.5 … are rounded up.
        Assert.Equal([1, 2, 3, 2, 5, 6, 4, 8, 9], Apply(new(0, 1, 0, 0.5, 0)));

    [Fact]
    public void A_slant_moves_the_rows_beside_the_middle() =>
        Assert.Equal([2, 3, 0, 4, 5, 6, 0, 7, 8], Apply(new(0, 1, 1, 0, 0)));

    [Fact]
    public void A_scale_of_two_enlarges_the_middle() =>
        Assert.Equal([3, 4, 4, 5, 5, 6, 6, 7, 7], Apply(new(0, 2, 0, 0, 0)));

    [Fact]
    public void Channels_are_distorted_alike()
    {
        byte[] result = new byte[18];
        new Augmentation(0, 1, 0, 1, 0).Apply([.. s_image, .. s_image.Select(pixel => (byte)(10 * pixel))], new(2, 3, 3), result);
        Assert.Equal(result[..9].Select(pixel => (byte)(10 * pixel)), result[9..]);
    }

    private static byte[] Apply(Augmentation augmentation)
    {
        byte[] result = new byte[9];
        augmentation.Apply(s_image, s_size, result);
        return result;
    }
}
