using Saccade.Data;
using Saccade.Geometry;
using Saccade.Runtime;

namespace Saccade.Tests.Data;

public sealed class TaskDataTests
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
        TrainingData data = TaskData.ForTraining(Drawn, null, RandomKey.FromSeed(1));
        FrameComposer test = TaskData.ForTest(Drawn, null);
        Assert.Equal((300, 100, 200), (data.Train.Count, data.Validation.Count, test.Count));
        string[] digits = [.. new[] { data.Train, data.Validation, test }.SelectMany(Frames)];
        Assert.Equal(600, digits.Distinct().Count());
    }

    [Fact]
    public void Only_the_training_frames_depend_on_the_key()
    {
        TaskOptions options = Drawn with { FrameWidth = 60, FrameHeight = 40, ClutterPatches = 2 };
        TrainingData one = TaskData.ForTraining(options, null, RandomKey.FromSeed(1));
        TrainingData two = TaskData.ForTraining(options, null, RandomKey.FromSeed(2));
        Assert.Equal(new ImageSize(1, 40, 60), one.Train.Size);
        Assert.Equal(Frames(one.Validation), Frames(two.Validation));
        Assert.NotEqual(Frames(one.Train), Frames(two.Train));
        Assert.Equal(Frames(one.Train), Frames(TaskData.ForTraining(options, null, RandomKey.FromSeed(1)).Train));
        Assert.Equal(Frames(TaskData.ForTest(options, null)), Frames(TaskData.ForTest(options, null)));
    }

    [Fact]
    public void The_last_digits_are_for_validation()
    {
        TrainingData data = TaskData.Split(
            Digits.Numbered(10, new(1, 2, 2)), new() { FrameWidth = 2, FrameHeight = 2, ValidationDigits = 3 }, RandomKey.FromSeed(1));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], Enumerable.Range(0, 7).Select(data.Train.Label));
        Assert.Equal([7, 8, 9], Enumerable.Range(0, 3).Select(data.Validation.Label));
        Assert.Equal([8, 8, 8, 8], data.Validation.Frame(0, 0));
    }

    [Fact]
    public void Options_are_checked_before_any_file_is_looked_for()
    {
        const string nowhere = "/nonexistent/folder";
        RandomKey key = RandomKey.FromSeed(1);
        TaskOptions greedy = new() { ValidationDigits = 60_000 };
        Assert.Contains("1 to 59999", Assert.Throws<OptionException>(() => Train(greedy)).Message);
        Assert.Throws<OptionException>(() => Train(new() { FrameWidth = 27 }));
        Assert.Throws<OptionException>(() => Test(new() { ClutterPatches = 1, ClutterSide = 29 }));
        // One digit has no other to cut patches from, in validation as well.
        Assert.Throws<OptionException>(() => Train(Drawn with { ClutterPatches = 1, ValidationDigits = 1 }));
        Assert.Contains(nowhere, Assert.Throws<SaccadeException>(() => Train(new())).Message);
        Assert.Contains(nowhere, Assert.Throws<SaccadeException>(() => Test(new())).Message);

        void Train(TaskOptions options) => TaskData.ForTraining(options, nowhere, key);
        void Test(TaskOptions options) => TaskData.ForTest(options, nowhere);
    }

    [Fact]
    public void Mnist_is_split_into_55000_and_5000()
    {
        string? folder = Environment.GetEnvironmentVariable("SACCADE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "SACCADE_DATA does not name the folder of MNIST.");
        TrainingData data = TaskData.ForTraining(new(), folder, RandomKey.FromSeed(1), null, TestContext.Current.CancellationToken);
        FrameComposer test = TaskData.ForTest(new(), folder, null, TestContext.Current.CancellationToken);
        Assert.Equal((55_000, 5_000, 10_000), (data.Train.Count, data.Validation.Count, test.Count));
        HashSet<string> training = [.. Frames(data.Train)];
        Assert.DoesNotContain(Frames(data.Validation), training.Contains);
        Assert.DoesNotContain(Frames(test), training.Contains);
    }

    private static IEnumerable<string> Frames(FrameComposer composer) =>
        Enumerable.Range(0, composer.Count).Select(i => Convert.ToBase64String(composer.Frame(0, i)));
}
