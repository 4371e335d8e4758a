using Saccade.Data;
using Saccade.Geometry;
using Saccade.Runtime;

namespace Saccade.Tests.Data;

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
        TrainingData data = TaskData.ForTraining(options, null, Key);
        FrameComposer test = TaskData.ForTest(options, null);
        Assert.Equal((5, 2, 4), (data.Train.Count, data.Validation.Count, test.Count));
        Assert.Equal(Digits.Noise(7, size).Image(5).ToArray(), data.Validation.Frame(0, 0));
        Assert.Equal(Digits.Noise(4, size, seed: 2).Image(3).ToArray(), test.Frame(0, 3));
        Assert.Equal((5, 6), (data.Validation.Label(0), data.Validation.HighestLabel));
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
        Assert.Equal(3, TaskData.ForTest(options, null).Count);
    }

    [Fact]
    public void No_digit_of_another_split_is_in_a_frame_nor_are_patches_of_it()
    {
        // Training digits are 1, validation digits 16 and test digits 64 all over, so a sum tells what it is made of: at
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
        TrainingData data = TaskData.ForTraining(options, null, Key);
        Assert.Equal([0, 1, 2, 3], Values(data.Train));
        Assert.Equal([0, 16, 32, 48], Values(data.Validation));
        Assert.Equal([0, 64, 128, 192], Values(TaskData.ForTest(options, null)));

        static IEnumerable<byte> Values(FrameComposer frames) => Enumerable.Range(0, 100)
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
        Assert.Equal(2, TaskData.ForTraining(options with { TestImages = "", TestLabels = _folder["none"] }, null, Key).Train.Count);
        Assert.Equal(2, TaskData.ForTest(options with { TrainingImages = "", TrainingLabels = _folder["none"] }, null).Count);
    }

    [Theory]
    [InlineData(5, 3, 0, 1, 1, "FrameWidth was 3; a digit of 4×5 must fit, so it may be 4 to 4096.")]
    [InlineData(4, 4, 0, 1, 1, "FrameHeight was 4; a digit of 4×5 must fit, so it may be 5 to 4096.")]
    [InlineData(9, 9, 1, 5, 2, "ClutterSide was 5; patches are cut from digits of 4×5, so it may be 1 to 4.")]
    [InlineData(9, 9, 1, 4, 1, "ClutterPatches was 1, but patches come from other digits and there is only one; it may be 0.")]
    [InlineData(9, 9, 0, 4, 10, "ValidationDigits was 10, but there are 10 digits, of which at least one must be left to train on; it may be 1 to 9.")]
    public void What_does_not_fit_the_digits_is_refused(int height, int width, int patches, int side, int validation, string message)
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
        Assert.Equal(message, Assert.Throws<OptionException>(() => TaskData.ForTraining(options, null, Key)).Message);
    }

    [Fact]
    public void Digits_larger_than_any_frame_and_a_single_one_are_refused()
    {
        TaskOptions large = Options(Digits.Filled(2, new(1, 1, 4097), 1), Digits.Filled(2, new(1, 1, 4097), 1)) with { ValidationDigits = 1 };
        Assert.Contains("FrameWidth may be up to 4096, but the digits have 4097×1 pixels", Message(() => TaskData.ForTest(large, null)));
        TaskOptions one = Options(Digits.Noise(1, new(1, 2, 2)), Digits.Noise(1, new(1, 2, 2))) with { ValidationDigits = 1 };
        Assert.Contains("there are 1 digits, of which at least one must be left to train on; give two or more.", Message(() => TaskData.ForTraining(one, null, Key)));

        static string Message(Action act) => Assert.Throws<OptionException>(act).Message;
    }

    [Fact]
    public void Files_that_are_not_named_missing_or_of_the_wrong_kind_are_refused()
    {
        TaskOptions options = Options(Digits.Noise(4, new(1, 2, 2)), Digits.Noise(3, new(1, 2, 2)));
        Assert.Equal("TrainingImages was empty; it may be the path of an IDX file of images, because the digits come from IDX files.",
            Assert.Throws<OptionException>(() => TaskData.ForTraining(options with { TrainingImages = "" }, null, Key)).Message);
        Assert.StartsWith("TestLabels was empty", Assert.Throws<OptionException>(() => TaskData.ForTest(options with { TestLabels = " " }, null)).Message);
        Assert.Equal($"TestImages was '{_folder["none"]}', but there is no such file; a relative path is relative to the current folder.",
            Assert.Throws<SaccadeException>(() => TaskData.ForTest(options with { TestImages = _folder["none"] }, null)).Message);
        Assert.EndsWith("swapped?", Assert.Throws<SaccadeException>(() => TaskData.ForTest(options with { TestImages = options.TestLabels }, null)).Message);
        Assert.Contains("3 images", Assert.Throws<SaccadeException>(() => TaskData.ForTest(options with { TestLabels = options.TrainingLabels }, null)).Message);
    }

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
            IdxFile.WriteLabels(_folder[name], set.Labels.ToArray());
            return _folder[name];
        }
    }
}
