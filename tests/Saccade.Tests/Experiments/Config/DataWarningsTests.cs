using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Experiments.Config;
using Saccade.Images;
using Saccade.Tests.Data;

namespace Saccade.Tests.Experiments.Config;

public sealed class DataWarningsTests : IDisposable
{
    private static readonly ImageSize s_size = new(1, 8, 8);
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sound_images_give_no_warning() => Assert.Empty(OfTraining(Ink(9, 255), [0, 1, 2, 2, 1, 0, 1, 2, 0], classes: 3));

    [Fact]
    public void A_validation_of_one_class_is_said() => Assert.Contains(
        "All 3 validation images, the last ones of ", Assert.Single(OfTraining(Ink(9, 255), [0, 0, 0, 1, 1, 1, 2, 2, 2], classes: 3)));

    [Fact]
    public void A_validation_without_most_classes_is_said() => Assert.Contains(
        "All 6 validation images, the last ones of ", Assert.Single(OfTraining(
            Ink(16, 255), [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 3, 3, 3, 4, 4, 4], classes: 5, "task.validation_digits=6")));

    [Fact]
    public void Test_images_of_another_size_or_ground_are_said()
    {
        byte[] labels = [0, 1, 2, 2, 1, 0, 1, 2, 0];
        string set = $"task.test_images={_folder["test"]}";
        Assert.Empty(Tested(s_size, 255));
        Assert.Contains("have 4×8 pixels and the training images 8×8", Assert.Single(Tested(new(1, 8, 4), 255)));
        Assert.StartsWith("Only one of ", Assert.Single(Tested(s_size, 0)));
        Assert.Empty(OfTraining(Ink(9, 0), labels, 3, set, "task.invert=true"));

        List<string> Tested(ImageSize size, byte ink)
        {
            IdxFile.WriteImages(_folder["test"], new ImageSet(Ink(9, ink).AsMemory(0, size.Pixels), new byte[1], size));
            return OfTraining(Ink(9, 255), labels, 3, set);
        }
    }

    [Fact]
    public void Classes_that_no_image_has_are_said() => Assert.Contains(
        "model.classes=3 leaves out classes", Assert.Single(OfTraining(Ink(9, 255), [0, 1, 2, 2, 1, 0, 1, 2, 0], classes: 10)));

    [Fact]
    public void Dark_ink_on_a_light_ground_is_said_and_can_be_inverted()
    {
        byte[] labels = [0, 1, 2, 2, 1, 0, 1, 2, 0];
        byte[] dark = Ink(9, 0);
        Assert.Contains("task.invert=true makes them light on black", Assert.Single(OfTraining(dark, labels, 3)));
        Assert.Empty(OfTraining(dark, labels, 3, "task.invert=true"));
        Assert.Contains("task.invert=false", Assert.Single(OfTraining(Ink(9, 255), labels, 3, "task.invert=true")));
    }

    [Fact]
    public void What_a_model_is_tested_on_is_compared_with_what_it_was_trained_on()
    {
        Recipe drawn = new() { Name = "a", Task = new() { Digits = DigitSource.Drawn } };
        Recipe own = new() { Name = "b", Task = new() { Digits = DigitSource.Idx } };
        Recipe inverted = own with { Task = own.Task with { Invert = true } };
        ImageSize same = new(1, 28, 28);
        Assert.Empty(DataWarnings.OfEvaluation("f", same, false, drawn));
        Assert.Contains(
            "f have 8×8 pixels, and the model was trained on 28×28", Assert.Single(DataWarnings.OfEvaluation("f", s_size, false, drawn)));
        Assert.Contains("--invert", Assert.Single(DataWarnings.OfEvaluation("f", same, true, drawn)));
        Assert.Contains("--invert", Assert.Single(DataWarnings.OfEvaluation("f", same, true, inverted)));
        Assert.Contains("--invert", Assert.Single(DataWarnings.OfEvaluation("f", s_size, true, null)));
        // Photographs have any ground.
        Assert.Empty(DataWarnings.OfEvaluation("f", same, true, drawn with { Task = drawn.Task with { Images = "photos" } }));
        // Pictures of a file of images are not scaled.
        Recipe scaled = drawn with { Task = drawn.Task with { Images = "photos", ShortSide = 20 } };
        Assert.Contains("whose shorter side has 20", Assert.Single(DataWarnings.OfEvaluation("f", same, true, scaled)));
        Assert.Empty(DataWarnings.OfEvaluation("f", new(1, 20, 28), true, scaled));
        Assert.Null(DataWarnings.OfLightGround("f", scaled));
        // It may have been trained on dark ink.
        Assert.Contains("may have been", DataWarnings.OfLightGround("f", null));
        Assert.Contains(
            "may have been trained on light ink on black; --invert", Assert.Single(DataWarnings.OfEvaluation("f", same, true, own)));
    }

    [Theory]
    [InlineData(255, 0, true)]
    [InlineData(230, 60, true)]
    [InlineData(0, 255, false)]
    [InlineData(255, 255, false)]
    [InlineData(120, 60, false)]
    public void Border_and_ink_decide(byte ground, byte ink, bool expected)
    {
        ImageSize size = new(2, 5, 4);
        byte[] pixels = [.. Enumerable.Repeat(ground, 3 * size.Pixels)];
        for (int image = 0; image < 3; image++)
        {
            pixels[image * size.Pixels + 9] = ink;
            pixels[image * size.Pixels + 29] = ink;
        }
        Assert.Equal(expected, LightGround.IsIn(pixels, size));
        Assert.Equal(expected, LightGround.IsIn(new ImageSet(pixels, new byte[3], size)));
    }

    private List<string> OfTraining(byte[] pixels, byte[] labels, int classes, params string[] set)
    {
        IdxFile.WriteImages(_folder["images"], new ImageSet(pixels, labels, s_size));
        IdxFile.WriteLabels(_folder["labels"], new Labels(labels));
        Recipe recipe = new Recipe { Name = "own" }.With(
        [
            "task.digits=idx", $"task.training_images={_folder["images"]}", $"task.training_labels={_folder["labels"]}",
            "task.frame_width=12", "task.frame_height=12", "task.validation_digits=3", $"model.classes={classes}", .. set,
        ]);
        return [.. DataWarnings.OfTraining(recipe, RecipeTask.Open(recipe, null) is Saccade.Tasks.ClassificationTask task
            ? task.Load() : throw new InvalidOperationException())];
    }

    /// <summary>Images with a stroke of that value on the opposite ground.</summary>
    private static byte[] Ink(int count, byte ink)
    {
        byte[] pixels = [.. Enumerable.Repeat((byte)(255 - ink), count * s_size.Pixels)];
        for (int i = 0; i < count; i++)
        {
            pixels.AsSpan(i * s_size.Pixels + 18, 3).Fill(ink);
        }
        return pixels;
    }
}
