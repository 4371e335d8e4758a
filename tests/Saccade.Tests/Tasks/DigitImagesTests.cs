using Saccade.Data;
using Saccade.Data.Synthetic;
using Saccade.Errors;
using Saccade.Images;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Data;

namespace Saccade.Tests.Tasks;

public sealed class DigitImagesTests
{
    private static readonly TaskOptions Drawn = new()
    {
        Digits = DigitSource.Drawn,
        TrainingDigits = 300,
        ValidationDigits = 100,
        TestDigits = 200,
    };

    [Fact]
    public void Training_validation_and_test_share_no_digit()
    {
        TrainingData data = DigitImages.ForTraining(Drawn, null, RandomKey.FromSeed(1));
        FrameComposer test = DigitImages.ForTest(Drawn, null);
        Assert.Equal((300, 100, 200), (data.Train.Count, data.Validation.Count, test.Count));
        string[] digits = [.. new[] { data.Train, data.Validation, test }.SelectMany(Frames)];
        Assert.Equal(600, digits.Distinct().Count());
    }

    [Fact]
    public void Only_the_training_frames_depend_on_the_key()
    {
        TaskOptions options = Drawn with { FrameWidth = 60, FrameHeight = 40, ClutterPatches = 2 };
        TrainingData one = DigitImages.ForTraining(options, null, RandomKey.FromSeed(1));
        TrainingData two = DigitImages.ForTraining(options, null, RandomKey.FromSeed(2));
        Assert.Equal(new ImageSize(1, 40, 60), one.Train.Size);
        Assert.Equal(Frames(one.Validation), Frames(two.Validation));
        Assert.NotEqual(Frames(one.Train), Frames(two.Train));
        Assert.Equal(Frames(one.Train), Frames(DigitImages.ForTraining(options, null, RandomKey.FromSeed(1)).Train));
        Assert.Equal(Frames(DigitImages.ForTest(options, null)), Frames(DigitImages.ForTest(options, null)));
    }

    [Fact]
    public void The_last_digits_are_for_validation()
    {
        TrainingData data = DigitImages.Split(
            Digits.Numbered(10, new(1, 2, 2)), new() { FrameWidth = 2, FrameHeight = 2, ValidationDigits = 3 }, RandomKey.FromSeed(1));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], Enumerable.Range(0, 7).Select(i => data.Train.Labels[i]));
        Assert.Equal([7, 8, 9], Enumerable.Range(0, 3).Select(i => data.Validation.Labels[i]));
        Assert.Equal([8, 8, 8, 8], data.Validation.Frame(0, 0));
    }

    [Fact]
    public void Options_are_checked_before_any_file_is_looked_for()
    {
        const string nowhere = "/nonexistent/folder";
        RandomKey key = RandomKey.FromSeed(1);
        TaskOptions greedy = new() { ValidationDigits = 60_000 };
        Assert.Equal("1 to 59999", Assert.Throws<OptionException>(() => Train(greedy)).Error.Allowed);
        Assert.Throws<OptionException>(() => Train(new() { FrameWidth = 27 }));
        Assert.Throws<OptionException>(() => Test(new() { ClutterPatches = 1, ClutterSide = 29 }));
        // One digit has no other to cut patches from, in validation as well.
        Assert.Throws<OptionException>(() => Train(Drawn with { ClutterPatches = 1, ValidationDigits = 1 }));
        Assert.Equal(nowhere, Assert.Throws<SaccadeException>(() => Train(new())).Error.Value);
        Assert.Equal(nowhere, Assert.Throws<SaccadeException>(() => Test(new())).Error.Value);

        void Train(TaskOptions options) => DigitImages.ForTraining(options, nowhere, key);
        void Test(TaskOptions options) => DigitImages.ForTest(options, nowhere);
    }

    [Fact]
    public void Mnist_is_split_into_55000_and_5000()
    {
        string? folder = Environment.GetEnvironmentVariable("SACCADE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "SACCADE_DATA does not name the folder of MNIST.");
        TrainingData data = DigitImages.ForTraining(new(), folder, RandomKey.FromSeed(1), null, TestContext.Current.CancellationToken);
        FrameComposer test = DigitImages.ForTest(new(), folder, null, TestContext.Current.CancellationToken);
        Assert.Equal((55_000, 5_000, 10_000), (data.Train.Count, data.Validation.Count, test.Count));
        HashSet<string> training = [.. Frames(data.Train)];
        Assert.DoesNotContain(Frames(data.Validation), training.Contains);
        Assert.DoesNotContain(Frames(test), training.Contains);
    }

    private static IEnumerable<string> Frames(IImageSource images) =>
        Enumerable.Range(0, images.Count).Select(i => Convert.ToBase64String(images.Frame(0, i)));
}
