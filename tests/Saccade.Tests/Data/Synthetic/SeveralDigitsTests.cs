using Saccade.Data;
using Saccade.Data.Synthetic;
using Saccade.Errors;
using Saccade.Images;
using Saccade.Random;
using Saccade.Tasks;

namespace Saccade.Tests.Data.Synthetic;

/// <summary>Frames of several digits: pairs, sums and sequences.</summary>
public sealed class SeveralDigitsTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(6);

    [Fact]
    public void Every_placement_of_a_pair_without_overlap_is_equally_likely_and_no_other_occurs()
    {
        // Digits of 2×2 on 4×3 overlap unless one is at each side: 2 orders and 2 rows for each.
        FrameComposer composer = Numbered(2, new(1, 2, 2), FrameLabel.Pair, width: 4, height: 3);
        Dictionary<string, int> counts = Count(composer, 8_000);
        Assert.Equal(8, counts.Count);
        // 1,000 each, six standard deviations to either side.
        Assert.All(counts.Values, count => Assert.InRange(count, 820, 1180));
        Assert.All(counts.Keys, frame => Assert.Equal(4 * (1 + 2), Convert.FromBase64String(frame).Sum(pixel => pixel)));
    }

    [Fact]
    public void A_sequence_has_one_to_three_digits_equally_often_and_each_placement_in_a_row_is_equally_likely()
    {
        // Digits of 2×1 on 7×2, of which one column is free if there are three.
        FrameComposer composer = Numbered(3, new(1, 1, 2), FrameLabel.Sequence, width: 7, height: 2);
        Dictionary<string, int> counts = Count(composer, 48_000);
        (int Digits, int Frames)[] kinds = [.. counts.GroupBy(frame => Lit(frame.Key) / 2).OrderBy(kind => kind.Key)
            .Select(kind => (kind.Key, kind.Count()))];
        // Index 0 is on every frame: 1 digit at 6 columns; 2 of 10 placements in 2 orders with 2 others; 3 of 4 in 6 orders.
        Assert.Equal([(1, 6 * 2), (2, 10 * 4 * 4), (3, 4 * 6 * 8)], kinds);
        foreach ((int digits, int frames) in kinds)
        {
            int[] each = [.. counts.Where(frame => Lit(frame.Key) / 2 == digits).Select(frame => frame.Value)];
            Assert.InRange(each.Sum(), 15_500, 16_500);
            double expected = each.Sum() / (double)frames;
            double chiSquared = each.Sum(count => (count - expected) * (count - expected) / expected);
            Assert.InRange(chiSquared, 0, frames + 6 * Math.Sqrt(2 * frames));
        }

        static int Lit(string frame) => Convert.FromBase64String(frame).Count(pixel => pixel > 0);
    }

    [Fact]
    public void A_sequence_is_read_from_left_to_right()
    {
        FrameComposer composer = Numbered(10, new(1, 3, 3), FrameLabel.Sequence, width: 12, height: 8);
        for (int epoch = 0; epoch < 20; epoch++)
        {
            for (int i = 0; i < 10; i++)
            {
                byte[] frame = composer.Frame(epoch, i);
                IEnumerable<int> columns = Enumerable.Range(0, 12).Select(x => Enumerable.Range(0, 8).Max(y => (int)frame[y * 12 + x]));
                int[] read = [.. columns.Where(value => value > 0).Chunk(3).Select(digit => digit.Distinct().Single() - 1)];
                Assert.Equal(read, composer.LabelsIn(epoch).Sequence(i).ToArray());
                Assert.Contains(i, read);
            }
        }
    }

    [Theory]
    [InlineData(FrameLabel.Pair, 55)]
    [InlineData(FrameLabel.Sum, 19)]
    public void The_class_of_two_digits_has_their_name_in_either_order(FrameLabel label, int classes)
    {
        IReadOnlyList<string> names = DigitImages.ClassNames(new() { Label = label });
        Assert.Equal((classes, classes), (names.Count, names.Distinct().Count()));
        for (int one = 0; one < 10; one++)
        {
            for (int other = one; other < 10; other++)
            {
                string expected = label == FrameLabel.Sum ? $"{one + other}" : $"{one}, {other}";
                Assert.Equal(expected, names[DigitClasses.Of(label, one, other)]);
                Assert.Equal(expected, names[DigitClasses.Of(label, other, one)]);
            }
        }
    }

    [Fact]
    public void Every_epoch_has_other_partners_and_a_batch_has_the_labels_of_its_epoch()
    {
        FrameComposer composer = Numbered(10, new(1, 2, 2), FrameLabel.Pair, width: 8, height: 8);
        Assert.NotEqual(composer.LabelsIn(0).ToArray(), composer.LabelsIn(1).ToArray());
        Assert.Equal(composer.LabelsIn(0).ToArray(), composer.Labels.ToArray());
        Assert.Equal(composer.LabelsIn(4).ToArray(), ImageSet.Read(composer, 10, epoch: 4).Labels.ToArray());
        ImageBatches batches = ImageBatches.Shuffled(composer, 4, Key);
        ImageBatch batch = batches.NewBatch();
        batches.Load(3, 1, batch);
        for (int i = 0; i < batch.Count; i++)
        {
            int[] digits = [.. batch.Image(i).ToArray().Where(pixel => pixel > 0).Distinct().Select(pixel => pixel - 1)];
            Assert.Equal(DigitClasses.Of(FrameLabel.Pair, digits[0], digits[1]), batch.Labels[i]);
        }
    }

    [Fact]
    public void Digits_and_patches_come_from_the_digits_of_the_split()
    {
        TaskOptions options = new()
        {
            Label = FrameLabel.Sequence,
            FrameWidth = 12,
            FrameHeight = 8,
            ClutterPatches = 2,
            ClutterSide = 1,
            ValidationDigits = 5,
        };
        TrainingData data = DigitImages.Split(Digits.Numbered(10, new(1, 2, 2)), options, Key);
        HashSet<int> train = Values(data.Train), validation = Values(data.Validation);
        // Digits are 1 to 5 and 6 to 10 in the splits, and a patch adds another of the same.
        Assert.Subset(train, new HashSet<int> { 1, 2, 3, 4, 5 });
        Assert.DoesNotContain(train, value => value is > 15);
        Assert.DoesNotContain(validation, value => value is > 0 and < 6);

        static HashSet<int> Values(IImageSource images) =>
            [.. Enumerable.Range(0, 40).SelectMany(i => images.Frame(i / 5, i % 5)).Select(pixel => (int)pixel)];
    }

    [Fact]
    public void Test_frames_are_the_same_in_every_run_and_others_than_those_of_another_label()
    {
        TaskOptions options = new()
        {
            Digits = DigitSource.Drawn,
            TestDigits = 20,
            FrameWidth = 90,
            FrameHeight = 60,
            Label = FrameLabel.Pair,
        };
        FrameComposer one = DigitImages.ForTest(options, null), two = DigitImages.ForTest(options, null);
        FrameComposer sum = DigitImages.ForTest(options with { Label = FrameLabel.Sum }, null);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(one.Frame(0, i), two.Frame(0, i)));
        Assert.Equal(one.Labels.ToArray(), two.Labels.ToArray());
        Assert.Contains(Enumerable.Range(0, 20), i => !one.Frame(0, i).SequenceEqual(sum.Frame(0, i)));
    }

    [Theory]
    [InlineData(FrameLabel.Pair, 55, 55, nameof(TaskOptions.FrameWidth), "56 to 4096")]
    [InlineData(FrameLabel.Sum, 27, 56, nameof(TaskOptions.FrameWidth), "28 to 4096")]
    [InlineData(FrameLabel.Sequence, 83, 100, nameof(TaskOptions.FrameWidth), "84 to 4096")]
    [InlineData(FrameLabel.Sequence, 84, 27, nameof(TaskOptions.FrameHeight), "28 to 4096")]
    public void A_frame_without_room_for_all_digits_is_refused(FrameLabel label, int width, int height, string key, string allowed)
    {
        ErrorData error = Assert.Throws<OptionException>(() => Numbered(5, new(1, 28, 28), label, width, height)).Error;
        Assert.Equal((ErrorKind.OutOfRange, key, allowed), (error.Kind, error.Key, error.Allowed));
    }

    [Fact]
    public void The_smallest_frames_hold_their_digits()
    {
        Assert.Equal(2 * 28 * 28, Lit(Numbered(5, new(1, 28, 28), FrameLabel.Pair, 28, 56)));
        Assert.Equal(2 * 28 * 28, Lit(Numbered(5, new(1, 28, 28), FrameLabel.Sum, 56, 28)));
        Assert.InRange(Lit(Numbered(5, new(1, 28, 28), FrameLabel.Sequence, 84, 28)), 28 * 28, 3 * 28 * 28);

        static int Lit(FrameComposer composer) => composer.Frame(1, 2).Count(pixel => pixel > 0);
    }

    [Fact]
    public void Too_few_digits_and_digits_without_a_class_of_0_to_9_are_refused()
    {
        Assert.Equal("Label", Assert.Throws<OptionException>(() => Numbered(1, new(1, 2, 2), FrameLabel.Pair, 4, 4)).Error.Key);
        ImageSet letters = Digits.Numbered(11, new(1, 2, 2));
        TaskOptions options = new() { Label = FrameLabel.Sum, FrameWidth = 4, FrameHeight = 4 };
        Assert.Equal("Label", Assert.Throws<SaccadeException>(() => new FrameComposer(letters, options, Key)).Error.Key);
        options = options with { ClutterPatches = 1, ClutterSide = 1 };
        Assert.Equal(
            "ClutterPatches", Assert.Throws<OptionException>(() => new FrameComposer(letters.Slice(0, 2), options, Key)).Error.Key);
    }

    private static FrameComposer Numbered(int digits, ImageSize size, FrameLabel label, int width, int height) =>
        new(Digits.Numbered(digits, size), new() { Label = label, FrameWidth = width, FrameHeight = height }, Key);

    private static Dictionary<string, int> Count(FrameComposer composer, int draws)
    {
        Dictionary<string, int> counts = [];
        for (int epoch = 0; epoch < draws; epoch++)
        {
            string frame = Convert.ToBase64String(composer.Frame(epoch, 0));
            counts[frame] = counts.GetValueOrDefault(frame) + 1;
        }
        return counts;
    }
}
