using CsCheck;
using Saccade.Data;
using Saccade.Data.Augmented;
using Saccade.Errors;
using Saccade.Images;
using Saccade.Random;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Data.Augmented;

public sealed class AugmentedImagesTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(4);

    // Rows 1 2 3 and 4 5 6.
    private static readonly byte[] s_image = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void Nothing_changes_by_default()
    {
        Assert.False(new AugmentationOptions().IsOn);
        Assert.Equal(s_image, Read(Images(s_image, new(1, 2, 3)), new()));
    }

    [Fact]
    public void Flips_and_quarter_turns_move_whole_pixels_into_all_eight_positions()
    {
        string[] found =
        [
            .. Enumerable.Range(0, 100).Select(epoch => Text(
                Read(Images(s_image, new(1, 2, 3)), new() { Flip = true, QuarterTurns = true }, epoch))).Distinct().Order(),
        ];
        string[] expected = ["123456", "321654", "456123", "654321", "142536", "415263", "362514", "635241"];
        Assert.Equal(expected.Order(), found);
        Assert.Equal(["123456", "321654"], Found(new() { Flip = true }));
        Assert.Equal(["123456", "456123"], Found(new() { FlipVertical = true }));

        static string Text(byte[] pixels) => string.Concat(pixels);

        static IEnumerable<string> Found(AugmentationOptions options) =>
            Enumerable.Range(0, 30).Select(epoch => Text(Read(Images(s_image, new(1, 2, 3)), options, epoch))).Distinct().Order();
    }

    [Fact]
    public void A_quarter_turn_exchanges_height_and_width()
    {
        MixedImages mixed = new(Images(s_image, new(1, 2, 3)), Images([7, 8, 9, 10], new(1, 4, 1)));
        AugmentedImages turned = new(mixed, new() { QuarterTurns = true }, Key);
        Assert.Equal(new(1, 4, 4), turned.Size);
        ImageSize[] sizes = [.. Enumerable.Range(0, 50).Select(epoch => turned.SizeOf(epoch, 0)).Distinct().OrderBy(size => size.Height)];
        Assert.Equal([new ImageSize(1, 2, 3), new ImageSize(1, 3, 2)], sizes);
        Assert.Equal(mixed.Labels.ToArray(), turned.Labels.ToArray());
    }

    [Fact]
    public void The_same_key_epoch_and_image_give_the_same_pixels_and_another_epoch_others()
    {
        AugmentationOptions options = new() { Crop = 0.5, Rotation = 90, Contrast = 0.5, Saturation = 1 };
        ImageSet images = new(Reference.Synthetic.Batch(3, 2, new(3, 9, 7), 2).Pixels, new byte[2], new(3, 9, 7));
        Assert.Equal(Read(images, options, 3), Read(images, options, 3));
        Assert.NotEqual(Read(images, options, 3), Read(images, options, 4));
    }

    [Fact]
    public void No_change_of_the_geometry_brings_in_what_is_not_in_the_image() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Double[0, 0.9], Gen.Double[0, 180], Gen.Int[0, 50]).Sample(
            (height, width, crop, rotation, epoch) =>
            {
                AugmentationOptions options = new()
                {
                    Crop = crop,
                    Rotation = rotation,
                    Scale = 0.5,
                    Shear = 1,
                    Shift = 9,
                    QuarterTurns = true,
                    Flip = true,
                };
                byte[] pixels = [.. Enumerable.Range(0, height * width).Select(i => (byte)(i % 2 == 0 ? 90 : 110))];
                Assert.All(Read(Images(pixels, new(1, height, width)), options, epoch), pixel => Assert.InRange(pixel, 90, 110));
            }, iter: 300);

    [Fact]
    public void A_crop_enlarges_a_part_that_lies_within_the_image()
    {
        // A ramp of 3 a pixel: a crop of half the width has 1.5 a pixel.
        byte[] ramp = [.. Enumerable.Range(0, 64).Select(x => (byte)(3 * x))];
        int[] slopes = [.. Enumerable.Range(0, 200).Select(epoch =>
        {
            byte[] crop = Read(Images(ramp, new(1, 1, 64)), new() { Crop = 0.5 }, epoch);
            return crop[60] - crop[3];
        })];
        Assert.All(slopes, slope => Assert.InRange(slope, 57 * 3 / 2 - 1, 57 * 3));
        Assert.InRange(slopes.Min(), 0, 57 * 3 / 2 + 8);
        Assert.InRange(slopes.Max(), 57 * 3 - 8, 57 * 3);
    }

    [Fact]
    public void Brightness_scales_pixels_and_contrast_their_distance_from_the_mean()
    {
        byte[] gray = [100, 100, 100, 100], two = [80, 120];
        AugmentationOptions brightness = new() { Brightness = 0.3 };
        int[] light = [.. Enumerable.Range(0, 200).Select(epoch => (int)Read(Images(gray, new(1, 2, 2)), brightness, epoch)[0])];
        Assert.InRange(light.Min(), 70, 76);
        Assert.InRange(light.Max(), 124, 130);
        Assert.All(Enumerable.Range(0, 200).Select(epoch => Read(Images(two, new(1, 1, 2)), new() { Contrast = 0.5 }, epoch)), pixels =>
        {
            Assert.Equal(200, pixels[0] + pixels[1]);
            Assert.InRange(pixels[1] - pixels[0], 20, 60);
        });
    }

    [Fact]
    public void Saturation_and_hue_leave_gray_alone_and_keep_the_brightness_of_colours()
    {
        AugmentationOptions options = new() { Saturation = 0.5, Hue = 180 };
        byte[] gray = [70, 70, 70], colour = [130, 100, 110];
        for (int epoch = 0; epoch < 50; epoch++)
        {
            Assert.All(Read(Images(gray, new(3, 1, 1)), options, epoch), pixel => Assert.InRange(pixel, 69, 71));
            byte[] changed = Read(Images(colour, new(3, 1, 1)), options, epoch);
            Assert.Equal(Light(colour), Light(changed), 1.5);
        }
        Assert.Contains(
            Enumerable.Range(0, 50).Select(epoch => Read(Images(colour, new(3, 1, 1)), options, epoch)), pixels => pixels[2] > pixels[0]);

        static double Light(byte[] pixels) => 0.299 * pixels[0] + 0.587 * pixels[1] + 0.114 * pixels[2];
    }

    [Fact]
    public void Colours_of_gray_images_are_refused()
    {
        OptionException refused = Assert.Throws<OptionException>(() => Read(Images(s_image, new(1, 2, 3)), new() { Hue = 9 }));
        Assert.Equal((ErrorKind.Mismatch, "Hue"), (refused.Error.Kind, refused.Error.Key));
    }

    private static ImageSet Images(byte[] pixels, ImageSize size) => new(pixels, new byte[1], size);

    private static byte[] Read(IImageSource images, AugmentationOptions options, int epoch = 0)
    {
        AugmentedImages augmented = new(images, options, Key);
        byte[] pixels = new byte[augmented.SizeOf(epoch, 0).Pixels];
        augmented.Read(epoch, 0, pixels);
        return pixels;
    }
}
