using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Data.Synthetic;
using Saccade.Errors;
using Saccade.Images;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Data;

namespace Saccade.Tests.Tasks;

/// <summary>Digits out of any IDX files.</summary>
public sealed class IdxTaskTests : IDisposable
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3);
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 5, 4)]
    [InlineData(3, 2, 7)]
    [InlineData(1, 40, 40)]
    public void Digits_may_have_any_size_and_channels(int channels, int height, int width)
    {
        ImageSize size = new(channels, height, width);
        TaskOptions options = Options(Digits.Noise(7, size), Digits.Noise(4, size, seed: 2)) with
        {
            FrameHeight = height,
            FrameWidth = width,
            ValidationDigits = 2,
        };
        TrainingData data = DigitImages.ForTraining(options, null, Key);
        FrameComposer test = DigitImages.ForTest(options, null);
        Assert.Equal((5, 2, 4), (data.Train.Count, data.Validation.Count, test.Count));
        Assert.Equal(Digits.Noise(7, size).Image(5).ToArray(), data.Validation.Frame(0, 0));
        Assert.Equal(Digits.Noise(4, size, seed: 2).Image(3).ToArray(), test.Frame(0, 3));
        Assert.Equal((5, 6), (data.Validation.Labels[0], data.Validation.Labels.Highest()));
    }

    [Fact]
    public void Relative_paths_are_relative_to_the_current_folder()
    {
        TaskOptions options = Options(Digits.Noise(3, new(1, 2, 2)), Digits.Noise(3, new(1, 2, 2))) with
        {
            FrameHeight = 2,
            FrameWidth = 2,
            TestImages = Path.GetRelativePath(Environment.CurrentDirectory, _folder["test.images"]),
        };
        Assert.Equal(3, DigitImages.ForTest(options, null).Count);
    }

    [Fact]
    public void No_digit_of_another_split_is_in_a_frame_nor_are_patches_of_it()
    {
        // Training digits are 1, validation digits 16 and test digits 64 all over, so a sum shows what it is made of: at
        // most a digit and two patches, which is 3 of them. No sum of one kind is a sum of another.
        byte[] pixels = [.. Enumerable.Repeat((byte)1, 6 * 16), .. Enumerable.Repeat((byte)16, 4 * 16)];
        ImageSet training = new(pixels, new byte[10], new(1, 4, 4));
        TaskOptions options = Options(training, Digits.Filled(5, new(1, 4, 4), 64)) with
        {
            FrameHeight = 9,
            FrameWidth = 8,
            ClutterPatches = 2,
            ClutterSide = 3,
            ValidationDigits = 4,
        };
        TrainingData data = DigitImages.ForTraining(options, null, Key);
        Assert.Equal([0, 1, 2, 3], Values(data.Train));
        Assert.Equal([0, 16, 32, 48], Values(data.Validation));
        Assert.Equal([0, 64, 128, 192], Values(DigitImages.ForTest(options, null)));

        static IEnumerable<byte> Values(IImageSource frames) => Enumerable.Range(0, 100)
            .SelectMany(epoch => Enumerable.Range(0, frames.Count).SelectMany(i => frames.Frame(epoch, i)))
            .Distinct().Order();
    }

    [Fact]
    public void Training_looks_at_no_test_file_and_testing_at_no_training_file()
    {
        TaskOptions options = Options(Digits.Noise(3, new(1, 2, 2)), Digits.Noise(2, new(1, 2, 2))) with
        {
            FrameHeight = 2,
            FrameWidth = 2,
            ValidationDigits = 1,
        };
        Assert.Equal(2, DigitImages.ForTraining(options with { TestImages = "", TestLabels = _folder["none"] }, null, Key).Train.Count);
        Assert.Equal(2, DigitImages.ForTest(options with { TrainingImages = "", TrainingLabels = _folder["none"] }, null).Count);
    }

    [Theory]
    [InlineData(5, 3, 0, 1, 1, "FrameWidth", 3, "4 to 4096")]
    [InlineData(4, 4, 0, 1, 1, "FrameHeight", 4, "5 to 4096")]
    [InlineData(9, 9, 1, 5, 2, "ClutterSide", 5, "1 to 4")]
    [InlineData(9, 9, 1, 4, 1, "ClutterPatches", 1, "0")]
    [InlineData(9, 9, 0, 4, 10, "ValidationDigits", 10, "1 to 9")]
    public void What_does_not_fit_the_digits_is_refused(
        int height, int width, int patches, int side, int validation, string key, int value, string allowed)
    {
        ImageSet digits = Digits.Noise(10, new(1, 5, 4));
        TaskOptions options = Options(digits, digits) with
        {
            FrameHeight = height,
            FrameWidth = width,
            ClutterPatches = patches,
            ClutterSide = side,
            ValidationDigits = validation,
        };
        ErrorData error = Assert.Throws<OptionException>(() => DigitImages.ForTraining(options, null, Key)).Error;
        Assert.Equal((key, value, allowed), (error.Key, error.Value, error.Allowed));
    }

    [Fact]
    public void Digits_larger_than_any_frame_and_a_single_one_are_refused()
    {
        TaskOptions large =
            Options(Digits.Filled(2, new(1, 1, 4097), 1), Digits.Filled(2, new(1, 1, 4097), 1)) with { ValidationDigits = 1 };
        Assert.Equal(
            ("FrameWidth", "a digit has 4097×1 pixels and a side of a frame at most 4096"),
            Refused(() => DigitImages.ForTest(large, null)));
        TaskOptions one = Options(Digits.Noise(1, new(1, 2, 2)), Digits.Noise(1, new(1, 2, 2))) with { ValidationDigits = 1 };
        Assert.Equal(
            ("ValidationDigits", "there are 1 digits, of which at least one must be left to train on"),
            Refused(() => DigitImages.ForTraining(one, null, Key)));

        static (string?, string?) Refused(Action act)
        {
            ErrorData error = Assert.Throws<OptionException>(act).Error;
            return (error.Key, error.Detail);
        }
    }

    [Fact]
    public void Files_that_are_not_named_missing_or_of_the_wrong_kind_are_refused()
    {
        TaskOptions options = Options(Digits.Noise(4, new(1, 2, 2)), Digits.Noise(3, new(1, 2, 2)));
        ErrorData unnamed =
            Assert.Throws<OptionException>(() => DigitImages.ForTraining(options with { TrainingImages = "" }, null, Key)).Error;
        Assert.Equal(
            (ErrorKind.Missing, "TrainingImages", "the path of an IDX file of images"), (unnamed.Kind, unnamed.Key, unnamed.Allowed));
        Assert.Equal(
            "TestLabels", Assert.Throws<OptionException>(() => DigitImages.ForTest(options with { TestLabels = " " }, null)).Error.Key);
        ErrorData missing = Refused(options with { TestImages = _folder["none"] });
        Assert.Equal((ErrorKind.Missing, "TestImages", _folder["none"]), (missing.Kind, missing.Key, missing.Value));
        Assert.EndsWith("swapped?", Refused(options with { TestImages = options.TestLabels }).Remedy);
        ErrorData counts = Refused(options with { TestLabels = options.TrainingLabels });
        Assert.Equal((ErrorKind.Mismatch, "number of images", 3), (counts.Kind, counts.Key, counts.Value));
    }

    private static ErrorData Refused(TaskOptions options) =>
        Assert.Throws<SaccadeException>(() => DigitImages.ForTest(options, null)).Error;

    private TaskOptions Options(ImageSet training, ImageSet test)
    {
        return new()
        {
            Digits = DigitSource.Idx,
            TrainingImages = Images("training.images", training),
            TrainingLabels = Labels("training.labels", training),
            TestImages = Images("test.images", test),
            TestLabels = Labels("test.labels", test),
        };

        string Images(string name, ImageSet set)
        {
            IdxFile.WriteImages(_folder[name], set);
            return _folder[name];
        }

        string Labels(string name, ImageSet set)
        {
            IdxFile.WriteLabels(_folder[name], set.Labels);
            return _folder[name];
        }
    }
}
