using CsCheck;
using Saccade.Data;
using Saccade.Data.Backgrounds;
using Saccade.Errors;
using Saccade.Images;
using Saccade.Random;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Data.Backgrounds;

public sealed class BackgroundFramesTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(2);

    // Pictures of one gray each: classes 0 and 1 are 201 and 202, the background is 11 to 14.
    private static readonly ImageSet Pictures = Plain(new(1, 4, 4), 201, 202);
    private static readonly ImageSet Background = Plain(new(1, 4, 4), 11, 12, 13, 14);

    [Fact]
    public void A_frame_is_a_grid_of_background_pictures_of_which_one_cell_is_the_picture()
    {
        BackgroundFrames frames = new(Pictures, Background, Options(16, 12), Key);
        HashSet<(int, int)> places = [];
        HashSet<byte> seen = [];
        for (int epoch = 0; epoch < 100; epoch++)
        {
            byte[] pixels = Read(frames, epoch, 1);
            PixelBox place = frames.PlaceOf(epoch, 1);
            places.Add((place.Left, place.Top));
            for (int i = 0; i < pixels.Length; i++)
            {
                int x = i % 16, y = i / 16;
                bool isPicture = x / 4 == place.Left / 4 && y / 4 == place.Top / 4;
                Assert.Equal(isPicture, pixels[i] > 200);
                Assert.Equal(pixels[y / 4 * 4 * 16 + x / 4 * 4], pixels[i]);
                seen.Add(pixels[i]);
            }
        }
        Assert.Equal(12, places.Count);
        Assert.Equal<byte>([11, 12, 13, 14, 202], seen.Order());
        Assert.Equal([0, 1], frames.Labels.ToArray());
    }

    [Fact]
    public void A_frame_depends_on_key_epoch_and_image_alone()
    {
        byte[] first = Read(new(Pictures, Background, Options(40, 40), Key), 3, 0);

        Assert.Equal(first, Read(new(Pictures, Background, Options(40, 40), Key), 3, 0));
        Assert.NotEqual(first, Read(new(Pictures, Background, Options(40, 40), Key), 4, 0));
        Assert.NotEqual(first, Read(new(Pictures, Background, Options(40, 40), Key.Fork(1)), 3, 0));
    }

    [Fact]
    public void A_picture_may_lie_anywhere()
    {
        BackgroundFrames frames = new(Pictures, Background, Options(7, 6) with { Placement = PicturePlacement.Anywhere }, Key);

        Assert.Equal(
            Enumerable.Range(0, 4).SelectMany(x => Enumerable.Range(0, 3).Select(y => new PixelBox(x, y, 4, 4))).OrderBy(box => $"{box}"),
            Enumerable.Range(0, 300).Select(epoch => frames.PlaceOf(epoch, 0)).Distinct().OrderBy(box => $"{box}"));
        Assert.Equal(16, Read(frames, 0, 0).Count(pixel => pixel == 201));
    }

    [Fact]
    public void A_cell_shows_a_random_part_of_a_larger_background_picture()
    {
        byte[] ramp = [.. Enumerable.Range(0, 30).Select(i => (byte)i)];
        MixedImages background = new(new ImageSet(ramp, new byte[1], new(1, 3, 10)), new ImageSet(ramp, new byte[1], new(1, 5, 6)));
        BackgroundFrames frames = new(Plain(new(1, 1, 1), 99), background, Options(6, 3), Key);
        for (int epoch = 0; epoch < 50; epoch++)
        {
            byte[] cell = Read(frames, epoch, 0);
            // Of the only cell the picture covers the first pixel; the others are a part of either ramp.
            int stride = cell[17] - cell[11], corner = cell[17] - 2 * stride - 5;
            Assert.Contains(stride, new[] { 6, 10 });
            Assert.Equal(99, cell[0]);
            Assert.All(cell.Index().Skip(1), pixel => Assert.Equal(corner + pixel.Index / 6 * stride + pixel.Index % 6, pixel.Item));
        }
    }

    [Fact]
    public void A_part_of_a_frame_is_what_the_whole_frame_has_there() =>
        Gen.Select(Gen.Int[-20, 50], Gen.Int[-20, 50], Gen.Int[1, 40], Gen.Int[0, 20], Gen.Bool, Gen.Int[0, 3]).Sample(
            (left, top, side, epoch, anywhere, changes) =>
            {
                ImageSize size = new(3, 9, 7);
                ImageSet noise = new(Reference.Synthetic.Batch(5, 3, size, 1).Pixels, new byte[3], size);
                MixedImages background = new(
                    new ImageSet(Reference.Synthetic.Batch(6, 1, new(3, 6, 11), 1).Pixels, new byte[1], new(3, 6, 11)),
                    new ImageSet(Reference.Synthetic.Batch(7, 1, new(3, 8, 5), 1).Pixels, new byte[1], new(3, 8, 5)));
                BackgroundFrames frames = new(noise, background, Options(41, 37) with
                {
                    Placement = anywhere ? PicturePlacement.Anywhere : PicturePlacement.Cell,
                    GrowthEpochs = 5,
                    Augmentation = changes switch
                    {
                        0 => new(),
                        1 => new() { Flip = true, FlipVertical = true, QuarterTurns = true },
                        2 => new() { Rotation = 30, Crop = 0.3 },
                        _ => new() { QuarterTurns = true, Contrast = 0.5, Hue = 50 },
                    },
                }, Key, training: true);
                ImageSize frame = frames.SizeIn(epoch);
                byte[] whole = new byte[frame.Pixels], expected = new byte[3 * side * side];
                byte[] part = [.. Enumerable.Repeat((byte)77, expected.Length)];
                frames.Read(epoch, 2, whole);
                PixelBox.Cut(whole, frame, new(left, top, side), expected);

                frames.ReadPart(epoch, 2, new(left, top, side), part);

                Assert.Equal(expected, part);
            });

    [Fact]
    public void Training_pictures_change_and_those_of_an_evaluation_do_not()
    {
        byte[] ramp = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        ImageSet picture = new(ramp, new byte[1], new(1, 4, 4));
        TaskOptions options = Options(4, 4) with { Augmentation = new() { QuarterTurns = true, Flip = true } };
        BackgroundFrames training = new(picture, Background, options, Key, training: true), test = new(picture, Background, options, Key);

        Assert.Equal(8, Enumerable.Range(0, 100).Select(epoch => Convert.ToHexString(Read(training, epoch, 0))).Distinct().Count());
        Assert.All(Enumerable.Range(0, 10), epoch => Assert.Equal(ramp, Read(test, epoch, 0)));
    }

    [Fact]
    public void Training_frames_grow_but_always_hold_the_picture()
    {
        TaskOptions options = Options(20, 10) with { GrowthEpochs = 4, GrowthStart = 0.2 };
        BackgroundFrames training = new(Pictures, Background, options, Key, training: true), test = new(Pictures, Background, options, Key);

        Assert.Equal([4, 8, 12, 16, 20, 20], Enumerable.Range(0, 6).Select(epoch => training.SizeIn(epoch).Width));
        Assert.Equal([4, 4, 6, 8, 10, 10], Enumerable.Range(0, 6).Select(epoch => training.SizeIn(epoch).Height));
        Assert.Equal(new ImageSize(1, 10, 20), test.SizeIn(0));
    }

    [Theory]
    [InlineData(3, 9, false, "FrameWidth", "4 to 4096")]
    [InlineData(9, 4, false, "FrameHeight", "5 to 4096")]
    [InlineData(4, 9, true, "FrameWidth", "5 to 4096")]
    public void Pictures_must_fit(int width, int height, bool turns, string key, string allowed)
    {
        ImageSet high = Plain(new(1, 5, 4), 201);
        TaskOptions options = Options(width, height) with { Augmentation = new() { QuarterTurns = turns } };

        ErrorData error = Assert.Throws<OptionException>(() => new BackgroundFrames(high, Background, options, Key, training: true)).Error;

        Assert.Equal((key, allowed), (error.Key, error.Allowed));
    }

    private static TaskOptions Options(int width, int height) =>
        new() { Images = "a", BackgroundImages = "b", FrameWidth = width, FrameHeight = height };

    private static ImageSet Plain(ImageSize size, params byte[] grays) => new(
        grays.SelectMany(gray => Enumerable.Repeat(gray, size.Pixels)).ToArray(),
        new Labels(Enumerable.Range(0, grays.Length).ToArray()), size);

    private static byte[] Read(BackgroundFrames frames, int epoch, int index)
    {
        byte[] pixels = new byte[frames.SizeIn(epoch).Pixels];
        frames.Read(epoch, index, pixels);
        return pixels;
    }
}
