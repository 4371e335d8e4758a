using CsCheck;
using Saccade.Data;
using Saccade.Data.Synthetic;
using Saccade.Errors;
using Saccade.Images;
using Saccade.Random;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Data.Synthetic;

public sealed class FrameComposerTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5);

    [Theory]
    [InlineData(FrameLabel.Digit)]
    [InlineData(FrameLabel.Pair)]
    [InlineData(FrameLabel.Sum)]
    [InlineData(FrameLabel.Sequence)]
    public void Frames_and_labels_equal_those_of_a_naive_twin(FrameLabel label) =>
        Gen.Select(
            Gen.Int[1, 3], Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[0, 6], Gen.Int[1, 9], Gen.Int[0, 1000])
            .Sample((channels, height, width, moreHeight, moreWidth, patches, side, number) =>
            {
                ImageSet digits = Digits.Noise(4, new(channels, height, width), seed: number);
                TaskOptions options = new() { Label = label, FrameHeight = height + moreHeight };
                options = options with
                {
                    FrameWidth = options.DigitsAcross(height) * width + moreWidth,
                    ClutterPatches = patches,
                    ClutterSide = Math.Min(side, Math.Min(height, width)),
                };
                FrameComposer composer = new(digits, options, Key);
                byte[] frame = Enumerable.Repeat((byte)99, composer.Size.Pixels).ToArray();
                composer.Compose(number, number % 4, frame);
                Assert.Equal(NaiveComposer.Compose(digits, options, Key, number, number % 4), frame);
                Assert.Equal(
                    NaiveComposer.Label(digits, label, Key, number, number % 4), composer.LabelsIn(number).Sequence(number % 4).ToArray());
            }, iter: 300);

    [Fact]
    public void Training_frames_grow_with_their_clutter_and_others_are_full()
    {
        ImageSet digits = Digits.Noise(9, new(1, 2, 2));
        TaskOptions full = new() { FrameHeight = 40, FrameWidth = 80, ClutterPatches = 8, ClutterSide = 1 };
        TaskOptions growing = full with { GrowthEpochs = 4, GrowthStart = 0.5 };
        FrameComposer training = new(digits, growing, Key, training: true), fixedSize = new(digits, growing, Key);
        ImageSize[] sizes = [new(1, 20, 40), new(1, 25, 50), new(1, 30, 60), new(1, 35, 70), new(1, 40, 80), new(1, 40, 80)];
        Assert.Equal(sizes, Enumerable.Range(0, 6).Select(training.SizeIn));
        Assert.All(Enumerable.Range(0, 6), epoch => Assert.Equal(new(1, 40, 80), fixedSize.SizeIn(epoch)));
        for (int epoch = 0; epoch < 6; epoch++)
        {
            // A quarter of the patches in a quarter of the area, and so on.
            TaskOptions alone = full with
            {
                FrameHeight = sizes[epoch].Height,
                FrameWidth = sizes[epoch].Width,
                ClutterPatches = ((int[])[2, 3, 4, 6, 8, 8])[epoch],
            };
            Assert.Equal(new FrameComposer(digits, alone, Key).Frame(epoch, 3), training.Frame(epoch, 3));
            Assert.Equal(new FrameComposer(digits, full, Key).Frame(epoch, 3), fixedSize.Frame(epoch, 3));
        }
    }

    [Fact]
    public void Frames_that_begin_too_small_for_a_digit_are_refused()
    {
        TaskOptions options = new() { FrameHeight = 4, FrameWidth = 40, GrowthEpochs = 4, GrowthStart = 0.25 };
        ErrorData error = Assert.Throws<OptionException>(
            () => new FrameComposer(Digits.Noise(2, new(1, 2, 2)), options, Key, training: true)).Error;
        Assert.Equal((nameof(TaskOptions.GrowthStart), (object)0.25), (error.Key, error.Value));
    }

    [Fact]
    public void Training_digits_are_distorted_anew_in_every_epoch_and_their_places_and_clutter_stay()
    {
        ImageSet digits = DrawnDigits.Create(3, Key);
        TaskOptions plain = new() { FrameHeight = 60, FrameWidth = 60 }, clutter = plain with { ClutterPatches = 4 };
        TaskOptions augmented = plain with { Augmentation = new() { Rotation = 15, Scale = 0.1, Shear = 0.1 } };
        FrameComposer composer = new(digits, augmented, Key, training: true);
        byte[] first = composer.Frame(0, 1), original = new FrameComposer(digits, plain, Key).Frame(0, 1);
        Assert.Equal(first, composer.Frame(0, 1));
        Assert.NotEqual(original, first);
        Assert.Equal(original, new FrameComposer(digits, augmented, Key).Frame(0, 1));
        // About the same ink at about the same place.
        Assert.InRange(Sum(first), 0.7 * Sum(original), 1.4 * Sum(original));
        Assert.InRange(Math.Abs(Centre(first) - Centre(original)), 0, 2);
        byte[] distorted = new FrameComposer(digits, augmented with { ClutterPatches = 4 }, Key, training: true).Frame(0, 1);
        byte[] asTheyAre = new FrameComposer(digits, clutter, Key).Frame(0, 1);
        // Where neither digit is, both frames have the same clutter.
        Assert.All(
            Enumerable.Range(0, first.Length).Where(i => first[i] == 0 && original[i] == 0),
            i => Assert.Equal(asTheyAre[i], distorted[i]));
        FrameComposer small = new(digits, augmented with { FrameHeight = 28, FrameWidth = 28 }, Key, training: true);
        Assert.Equal(6, Enumerable.Range(0, 6).Select(epoch => Convert.ToHexString(small.Frame(epoch, 1))).Distinct().Count());

        static double Sum(byte[] frame) => frame.Sum(pixel => pixel);

        static double Centre(byte[] frame) => frame.Select((pixel, i) => pixel * (i / 60.0)).Sum() / Sum(frame);
    }

    [Fact]
    public void Every_offset_is_equally_likely_the_first_and_the_last_included()
    {
        ImageSet digits = Digits.Noise(1, new(1, 2, 3));
        FrameComposer composer = new(digits, new() { FrameHeight = 6, FrameWidth = 9 }, Key);
        const int draws = 35_000;
        int[] counts = new int[5 * 7];
        byte[] frame = new byte[54];
        for (int epoch = 0; epoch < draws; epoch++)
        {
            composer.Compose(epoch, 0, frame);
            int first = frame.AsSpan().IndexOfAnyExcept((byte)0);
            (int y, int x) = (first / 9, first % 9);
            counts[y * 7 + x]++;
            byte[] expected = new byte[54];
            digits.Image(0)[..3].CopyTo(expected.AsSpan(first));
            digits.Image(0)[3..].CopyTo(expected.AsSpan(first + 9));
            Assert.Equal(expected, frame);
        }
        double each = draws / 35.0;
        double chiSquared = counts.Sum(count => (count - each) * (count - each) / each);
        Assert.InRange(chiSquared, 8, 34 + 5 * Math.Sqrt(2 * 34));
    }

    [Fact]
    public void Clutter_only_adds_to_the_frame_without_it_so_the_digit_stays_where_it_is() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 8], Gen.Int[0, 1000]).Sample((patches, side, epoch) =>
        {
            ImageSet digits = Digits.Noise(5, new(1, 8, 9));
            TaskOptions bare = new() { FrameHeight = 20, FrameWidth = 30 };
            byte[] clean = new FrameComposer(digits, bare, Key).Frame(epoch, 2);
            byte[] cluttered = new FrameComposer(digits, bare with { ClutterPatches = patches, ClutterSide = side }, Key).Frame(epoch, 2);
            Assert.All(clean.Zip(cluttered), pixel => Assert.True(pixel.Second >= pixel.First));
            Assert.InRange(clean.Zip(cluttered).Count(pixel => pixel.First != pixel.Second), 0, patches * side * side);
        }, iter: 300);

    [Fact]
    public void Digits_reach_all_four_edges_of_a_large_frame_each_as_often_as_it_should()
    {
        FrameComposer composer = new(Digits.Noise(1, new(1, 28, 28)), new() { FrameHeight = 60, FrameWidth = 60 }, Key);
        const int draws = 16_500;
        int[] rows = new int[33], columns = new int[33];
        byte[] frame = new byte[60 * 60];
        for (int epoch = 0; epoch < draws; epoch++)
        {
            composer.Compose(epoch, 0, frame);
            int first = frame.AsSpan().IndexOfAnyExcept((byte)0);
            rows[first / 60]++;
            columns[first % 60]++;
        }
        // 500 each, five standard deviations to either side.
        Assert.All(rows.Concat(columns), count => Assert.InRange(count, 390, 610));
    }

    [Fact]
    public void Digit_and_patches_are_added_and_clipped_at_white()
    {
        // Digit 0 is 200 everywhere, the only other one 50: a pixel is 50 for each patch on it, 200 more on the digit, 255 at most.
        ImageSet digits = new(Enumerable.Range(0, 32).Select(i => (byte)(i < 16 ? 200 : 50)).ToArray(), new byte[2], new(1, 4, 4));
        FrameComposer composer = new(digits, new() { FrameHeight = 7, FrameWidth = 7, ClutterPatches = 3, ClutterSide = 3 }, Key);
        HashSet<byte> seen = [];
        for (int epoch = 0; epoch < 500; epoch++)
        {
            seen.UnionWith(composer.Frame(epoch, 0));
        }
        Assert.Equal<byte>([0, 50, 100, 150, 200, 250, 255], seen.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(19)]
    public void A_patch_of_any_width_is_added_to_each_pixel_under_it(int side)
    {
        // Both digits are a ramp of columns, one steeper; the digit fills the frame, so each pixel is one of it, or that and one of the
        // patch.
        ImageSize size = new(1, 20, 20);
        byte[] pixels = [.. Enumerable.Range(0, 2 * size.Pixels).Select(i => (byte)(i < size.Pixels ? 12 * (i % 20) : 4 * (i % 20) + 30))];
        FrameComposer composer = new(
            new(pixels, new byte[2], size), new() { FrameHeight = 20, FrameWidth = 20, ClutterPatches = 1, ClutterSide = side }, Key);
        byte[] frame = composer.Frame(3, 0);
        int[] changed = [.. Enumerable.Range(0, frame.Length).Where(i => frame[i] != pixels[i])];
        int left = changed.Min(i => i % 20);
        Assert.Equal(side * side, changed.Length);
        // From some column of the other digit it was cut.
        Assert.Contains(
            Enumerable.Range(0, 20 - side + 1),
            cut => changed.All(i => frame[i] == Math.Min(255, pixels[i] + 4 * (i % 20 - left + cut) + 30)));
    }

    [Fact]
    public void Patches_come_from_all_other_digits_and_reach_every_place_but_never_from_the_same_digit()
    {
        // The digits are powers of two, so a sum shows which of them are in it; the corner patches show the reach.
        ImageSize size = new(1, 2, 2);
        byte[] pixels = [1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 8, 8, 8, 8];
        FrameComposer composer = new(
            new(pixels, new byte[4], size), new() { FrameHeight = 5, FrameWidth = 5, ClutterPatches = 1, ClutterSide = 1 }, Key);
        int[] fromDigit = new int[4];
        int[] atPlace = new int[25];
        for (int epoch = 0; epoch < 6000; epoch++)
        {
            byte[] frame = composer.Frame(epoch, 1);
            int sum = frame.Sum(pixel => pixel) - 8;
            fromDigit[Array.IndexOf([1, 2, 4, 8], sum)]++;
            // Where the patch lies: the pixel that is neither black nor the digit's own.
            atPlace[Array.FindIndex(frame, pixel => pixel is not 0 and not 2)]++;
        }
        Assert.Equal(0, fromDigit[1]);
        Assert.All(new[] { 0, 2, 3 }, digit => Assert.InRange(fromDigit[digit], 1800, 2200));
        Assert.All(atPlace, count => Assert.InRange(count, 160, 330));
    }

    [Fact]
    public void The_same_key_gives_the_same_frames_and_another_key_epoch_or_index_others()
    {
        ImageSet digits = Digits.Noise(3, new(1, 8, 8));
        TaskOptions options = new() { FrameHeight = 60, FrameWidth = 50, ClutterPatches = 4, ClutterSide = 5 };
        FrameComposer one = new(digits, options, Key), two = new(digits, options, Key), other = new(digits, options, Key.Fork(1));
        byte[] frame = one.Frame(3, 2);
        _ = two.Frame(9, 0);
        Assert.Equal(frame, two.Frame(3, 2));
        Assert.NotEqual(frame, two.Frame(4, 2));
        Assert.NotEqual(frame, two.Frame(3, 1));
        Assert.NotEqual(frame, other.Frame(3, 2));
    }

    [Fact]
    public void A_frame_of_the_digits_size_is_the_digit()
    {
        ImageSet digits = Digits.Noise(3, new(3, 5, 4));
        FrameComposer composer = new(digits, new() { FrameHeight = 5, FrameWidth = 4 }, Key);
        Assert.Equal(digits.Image(2).ToArray(), composer.Frame(7, 2));
        Assert.Equal((3, 2), (composer.Count, composer.Labels[2]));
        Assert.Equal(digits.Size, composer.Size);
    }

    [Fact]
    public void The_first_images_of_an_epoch_can_be_taken_as_a_set()
    {
        FrameComposer composer = new(
            Digits.Noise(5, new(3, 4, 4)), new() { FrameHeight = 9, FrameWidth = 7, ClutterPatches = 1, ClutterSide = 2 }, Key);
        ImageSet set = ImageSet.Read(composer, 4, epoch: 6);
        Assert.Equal((4, composer.Size), (set.Count, set.Size));
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(composer.Frame(6, i), set.Image(i).ToArray()));
        Assert.Equal([0, 1, 2, 3], set.Labels.ToArray());
        Assert.Equal(composer.Frame(0, 0), ImageSet.Read(composer, 1).Pixels());
        Assert.Equal(4, composer.Labels.Highest());
        Assert.Throws<OptionException>(() => ImageSet.Read(composer, 0));
        Assert.Equal("1 to 5", Assert.Throws<OptionException>(() => ImageSet.Read(composer, 6)).Error.Allowed);
    }

    [Fact]
    public void Sets_too_large_for_memory_are_refused_before_memory_is_taken()
    {
        FrameComposer composer = new(Digits.Filled(200, new(1, 1, 1), 1), new() { FrameHeight = 4096, FrameWidth = 4096 }, Key);
        ErrorData error = Assert.Throws<OptionException>(() => ImageSet.Read(composer, 200)).Error;
        Assert.Equal((ErrorKind.OutOfRange, "count", 200, "1 to 127"), (error.Kind, error.Key, error.Value, error.Allowed));
    }

    [Fact]
    public void Composing_allocates_nothing()
    {
        FrameComposer composer = new(Digits.Noise(3, new(1, 8, 8)), new() { FrameHeight = 20, FrameWidth = 20, ClutterPatches = 4 }, Key);
        byte[] frame = composer.Frame(0, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int epoch = 0; epoch < 100; epoch++)
        {
            composer.Compose(epoch, 1, frame);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(27, 28, 0, 8, "FrameWidth", 27)]
    [InlineData(28, 27, 0, 8, "FrameHeight", 27)]
    [InlineData(60, 60, 1, 29, "ClutterSide", 29)]
    public void A_frame_that_cannot_hold_digit_or_patch_is_refused(int width, int height, int patches, int side, string key, int value)
    {
        TaskOptions options = new() { FrameWidth = width, FrameHeight = height, ClutterPatches = patches, ClutterSide = side };
        ImageSet digits = Digits.Numbered(2, new(1, 28, 28));
        ErrorData error = Assert.Throws<OptionException>(() => new FrameComposer(digits, options, Key)).Error;
        Assert.Equal((ErrorKind.OutOfRange, key, value), (error.Kind, error.Key, error.Value));
    }

    [Fact]
    public void Clutter_needs_another_digit_and_a_frame_needs_its_size()
    {
        ImageSet digits = Digits.Numbered(1, new(1, 28, 28));
        Assert.Throws<OptionException>(() => new FrameComposer(digits, new() { ClutterPatches = 1 }, Key));
        FrameComposer composer = new(digits, new() { ClutterSide = 1000 }, Key);
        Assert.Throws<OptionException>(() => composer.Compose(0, 0, new byte[783]));
    }
}
