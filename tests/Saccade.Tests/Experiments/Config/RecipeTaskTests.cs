using Saccade.Data.Formats;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Images;
using Saccade.Tasks;
using Saccade.Tests.Data;

namespace Saccade.Tests.Experiments.Config;

public sealed class RecipeTaskTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_recipe_of_idx_digits_comes_back_from_its_text()
    {
        Recipe recipe = Idx(new(3, 5, 4), labels: 12, "model.channels=3", "model.classes=12", "task.frame_width=9", "task.frame_height=7");
        Assert.Equal(recipe, RecipeText.Read(RecipeText.Write(recipe), "other", "f.toml"));
        TrainingData data = Training(recipe, 0);
        Assert.Equal(new ImageSize(3, 7, 9), data.Train.Size);
        Assert.Equal(new ImageSize(3, 7, 9), RecipeTask.Images(recipe, Split.Test, null).Size);
    }

    [Fact]
    public void Training_frames_depend_on_the_seed_and_the_others_do_not()
    {
        Recipe recipe = Idx(new(1, 5, 4), labels: 10, "task.frame_width=60", "task.frame_height=60");
        TrainingData one = Training(recipe, 1), two = Training(recipe, 2);
        Assert.NotEqual(one.Train.Frame(0, 0), two.Train.Frame(0, 0));
        Assert.Equal(one.Train.Frame(0, 0), Training(recipe, 1).Train.Frame(0, 0));
        Assert.Equal(one.Validation.Frame(0, 0), two.Validation.Frame(0, 0));
    }

    [Theory]
    [InlineData(1, "task.frame_width", 3, "4 to 4096", "a digit of 4×5 must fit", "task.frame_width=3")]
    [InlineData(1, "task.clutter_side", 8, "1 to 4", "patches are cut from digits of 4×5", "task.clutter_patches=2")]
    [InlineData(
        1, "task.validation_digits", 5000, "1 to 23", "there are 24 digits, of which at least one must be left to train on",
        "task.validation_digits=5000")]
    [InlineData(
        1, "task.training_labels", "", "the path of an IDX file of labels", "the digits come from IDX files", "task.training_labels=")]
    [InlineData(1, "model.classes", 11, "12 or more", "task.training_labels has the label 11", "model.classes=11")]
    [InlineData(3, "model.channels", 1, "3", "the images of task.training_images have as many", "model.classes=12")]
    public void What_does_not_fit_is_reported_with_the_recipes_keys(
        int channels, string key, object value, string allowed, string detail, string assignment)
    {
        Recipe recipe = Idx(new(channels, 5, 4), labels: 12, "model.classes=12", assignment);
        ErrorData error = Assert.Throws<OptionException>(() => Training(recipe, 0)).Error;
        Assert.Equal((key, value, allowed, detail), (error.Key, error.Value, error.Allowed, error.Detail));
    }

    [Fact]
    public void Test_files_are_checked_as_well()
    {
        Recipe recipe = Idx(new(1, 5, 4), labels: 12, "model.classes=10");
        ErrorData label = Assert.Throws<OptionException>(() => RecipeTask.Images(recipe, Split.Test, null)).Error;
        Assert.Equal(("model.classes", "task.test_labels has the label 11"), (label.Key, label.Detail));
        ErrorData unnamed =
            Assert.Throws<OptionException>(() => RecipeTask.Images(recipe.With(["task.test_images="]), Split.Test, null)).Error;
        Assert.Equal((ErrorKind.Missing, "task.test_images", ""), (unnamed.Kind, unnamed.Key, unnamed.Value));
    }

    [Fact]
    public void A_missing_file_is_no_wrong_option_but_is_reported_with_its_key()
    {
        Recipe recipe = Idx(new(1, 28, 28), labels: 10, "task.test_labels=none");
        ErrorData error = Assert.Throws<SaccadeException>(() => RecipeTask.Images(recipe, Split.Test, null)).Error;
        Assert.Equal((ErrorKind.Missing, "task.test_labels", "none"), (error.Kind, error.Key, error.Value));
    }

    [Theory]
    [InlineData("task.training_images=a")]
    [InlineData("task.training_labels=a")]
    [InlineData("task.test_images=a")]
    [InlineData("task.test_labels=a")]
    public void Files_without_the_source_that_reads_them_are_a_mistake(string assignment)
    {
        ErrorData error = Assert.Throws<OptionException>(() => new Recipe { Name = "r" }.With([assignment])).Error;
        Assert.Equal((ErrorKind.Mismatch, assignment.Split('=')[0], "a"), (error.Kind, error.Key, error.Value));
        Assert.Equal(("left out", "set task.digits to idx to use files"), (error.Allowed, error.Remedy));
    }

    private static TrainingData Training(Recipe recipe, long seed) => ((ClassificationTask)RecipeTask.Open(recipe, null, seed)).Load();

    /// <summary>A recipe of 24 digits for training and 24 for tests, whose labels count up to a bound again and again.</summary>
    private Recipe Idx(ImageSize size, int labels, params string[] assignments)
    {
        ImageSet set = new(Digits.Noise(24, size).Pixels(), Enumerable.Range(0, 24).Select(i => (byte)(i % labels)).ToArray(), size);
        IdxFile.WriteImages(_folder["images"], set);
        IdxFile.WriteLabels(_folder["labels"], set.Labels);
        return new Recipe { Name = "r" }.With(
        [
            "task.digits=idx", "task.validation_digits=12",
            $"task.training_images={_folder["images"]}", $"task.training_labels={_folder["labels"]}",
            $"task.test_images={_folder["images"]}", $"task.test_labels={_folder["labels"]}",
            .. assignments,
        ]);
    }
}
