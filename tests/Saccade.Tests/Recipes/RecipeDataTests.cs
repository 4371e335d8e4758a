using Saccade.Data;
using Saccade.Experiments.Recipes;
using Saccade.Geometry;
using Saccade.Runtime;
using Saccade.Tests.Data;

namespace Saccade.Tests.Recipes;

public sealed class RecipeDataTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_recipe_of_idx_digits_comes_back_from_its_text()
    {
        Recipe recipe = Idx(new(3, 5, 4), labels: 12, "model.channels=3", "model.classes=12", "task.frame_width=9", "task.frame_height=7");
        Assert.Equal(recipe, RecipeText.Read(RecipeText.Write(recipe), "other", "f.toml"));
        TrainingData data = RecipeData.ForTraining(recipe, null, 0);
        Assert.Equal(new ImageSize(3, 7, 9), data.Train.Size);
        Assert.Equal(new ImageSize(3, 7, 9), RecipeData.ForTest(recipe, null).Size);
    }

    [Fact]
    public void Training_frames_depend_on_the_seed_and_the_others_do_not()
    {
        Recipe recipe = Idx(new(1, 5, 4), labels: 10, "task.frame_width=60", "task.frame_height=60");
        TrainingData one = RecipeData.ForTraining(recipe, null, 1), two = RecipeData.ForTraining(recipe, null, 2);
        Assert.NotEqual(one.Train.Frame(0, 0), two.Train.Frame(0, 0));
        Assert.Equal(one.Train.Frame(0, 0), RecipeData.ForTraining(recipe, null, 1).Train.Frame(0, 0));
        Assert.Equal(one.Validation.Frame(0, 0), two.Validation.Frame(0, 0));
    }

    [Theory]
    [InlineData(1, "task.frame_width was 3; a digit of 4×5 must fit, so it may be 4 to 4096.", "task.frame_width=3")]
    [InlineData(1, "task.clutter_side was 8; patches are cut from digits of 4×5, so it may be 1 to 4.", "task.clutter_patches=2")]
    [InlineData(1, "task.validation_digits was 5000, but there are 24 digits,", "task.validation_digits=5000")]
    [InlineData(1, "task.training_labels was empty; it may be the path of an IDX file of labels", "task.training_labels=")]
    [InlineData(1, "model.classes was 11, but task.training_labels has the label 11; it may be 12 to 256.", "model.classes=11")]
    [InlineData(3, "model.channels was 1, but the images of task.training_images have 3; the two must be the same.", "model.classes=12")]
    public void What_does_not_fit_is_told_with_the_recipes_keys(int channels, string message, string assignment)
    {
        Recipe recipe = Idx(new(channels, 5, 4), labels: 12, "model.classes=12", assignment);
        Assert.StartsWith(message, Assert.Throws<OptionException>(() => RecipeData.ForTraining(recipe, null, 0)).Message);
    }

    [Fact]
    public void Test_files_are_checked_as_well()
    {
        Recipe recipe = Idx(new(1, 5, 4), labels: 12, "model.classes=10");
        Assert.Contains("task.test_labels has the label 11", Assert.Throws<OptionException>(() => RecipeData.ForTest(recipe, null)).Message);
        Assert.StartsWith("task.test_images was empty", Assert.Throws<OptionException>(() => RecipeData.ForTest(recipe.With(["task.test_images="]), null)).Message);
    }

    [Fact]
    public void A_missing_file_is_no_wrong_option_but_is_told_with_its_key()
    {
        Recipe recipe = Idx(new(1, 28, 28), labels: 10, "task.test_labels=none");
        string message = Assert.Throws<SaccadeException>(() => RecipeData.ForTest(recipe, null)).Message;
        Assert.StartsWith("task.test_labels was 'none', but there is no such file", message);
    }

    [Theory]
    [InlineData("task.training_images=a")]
    [InlineData("task.training_labels=a")]
    [InlineData("task.test_images=a")]
    [InlineData("task.test_labels=a")]
    public void Files_without_the_source_that_reads_them_are_a_mistake(string assignment) => Assert.Contains(
        "was 'a', but the digits don't come from files; set task.digits to idx",
        Assert.Throws<OptionException>(() => new Recipe { Name = "r" }.With([assignment])).Message);

    /// <summary>A recipe of 24 digits for training and 24 for tests, whose labels count up to a bound again and again.</summary>
    private Recipe Idx(ImageSize size, int labels, params string[] assignments)
    {
        ImageSet set = new(Digits.Noise(24, size).Pixels(), Enumerable.Range(0, 24).Select(i => (byte)(i % labels)).ToArray(), size);
        IdxFile.WriteImages(_folder["images"], set);
        IdxFile.WriteLabels(_folder["labels"], set.Labels.ToArray());
        return new Recipe { Name = "r" }.With(
        [
            "task.digits=idx", "task.validation_digits=12",
            $"task.training_images={_folder["images"]}", $"task.training_labels={_folder["labels"]}",
            $"task.test_images={_folder["images"]}", $"task.test_labels={_folder["labels"]}",
            .. assignments,
        ]);
    }
}
