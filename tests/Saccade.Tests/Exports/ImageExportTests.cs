using Saccade.Data;
using Saccade.Experiments.Exports;
using Saccade.Experiments.Recipes;
using Saccade.Runtime;
using Saccade.Tests.Data;

namespace Saccade.Tests.Exports;

public sealed class ImageExportTests : IDisposable
{
    private static readonly Recipe s_recipe = new()
    {
        Name = "tiny",
        Task = new()
        {
            Digits = DigitSource.Drawn,
            TrainingDigits = 30,
            ValidationDigits = 20,
            TestDigits = 25,
            FrameWidth = 40,
            FrameHeight = 36,
            ClutterPatches = 2,
        },
    };

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_exported_test_set_read_back_holds_the_very_images_that_are_judged()
    {
        FrameComposer images = RecipeData.ForTest(s_recipe, null);
        IReadOnlyList<string> files = ImageExport.Write(s_recipe, Split.Test, images, 25, ExportFormat.Idx, _folder["deep/new"]);
        Assert.Equal([_folder["deep/new/tiny-test-images.idx"], _folder["deep/new/tiny-test-labels.idx"]], files);
        ImageSet read = IdxFile.ReadPair(files[0], files[1]);
        // As eval takes them.
        FrameComposer again = new(read, new() { FrameWidth = read.Size.Width, FrameHeight = read.Size.Height }, default);
        Assert.Equal(images.Size, again.Size);
        Assert.Equal(25, again.Count);
        for (int i = 0; i < again.Count; i++)
        {
            Assert.Equal(images.Frame(0, i), again.Frame(0, i));
            Assert.Equal(images.Label(i), again.Label(i));
        }
    }

    [Fact]
    public void An_exported_set_is_a_source_of_digits()
    {
        TrainingData data = RecipeData.ForTraining(s_recipe, null, seed: 4);
        string[] training = [.. ImageExport.Write(s_recipe, Split.Train, data.Train, 30, ExportFormat.Idx, _folder.Path)];
        Recipe other = s_recipe.With(
            ["task.digits=idx", $"task.training_images={training[0]}", $"task.training_labels={training[1]}", "task.clutter_patches=0", "task.validation_digits=10"]);
        TrainingData taken = RecipeData.ForTraining(other, null, seed: 9);
        Assert.Equal((20, 10), (taken.Train.Count, taken.Validation.Count));
        Assert.Equal(data.Train.Frame(0, 25), taken.Validation.Frame(0, 5));
    }

    [Theory]
    [InlineData(Split.Train, ExportFormat.Png, "tiny-train.png")]
    [InlineData(Split.Validation, ExportFormat.Npz, "tiny-validation.npz")]
    [InlineData(Split.Test, ExportFormat.Idx, "tiny-test-images.idx", "tiny-test-labels.idx")]
    public void Files_are_named_after_recipe_and_split(Split split, ExportFormat format, params string[] names)
    {
        TrainingData data = RecipeData.ForTraining(s_recipe, null, seed: 0);
        FrameComposer images = split switch { Split.Train => data.Train, Split.Validation => data.Validation, _ => RecipeData.ForTest(s_recipe, null) };
        Assert.Equal(names.Select(name => _folder[name]), ImageExport.Write(s_recipe, split, images, 3, format, _folder.Path));
        Assert.Equal(names, _folder.Names);
        byte[][] first = [.. names.Select(name => File.ReadAllBytes(_folder[name]))];
        ImageExport.Write(s_recipe, split, images, 3, format, _folder.Path);
        Assert.Equal(first, names.Select(name => File.ReadAllBytes(_folder[name])));
    }

    [Fact]
    public void What_cannot_be_written_is_refused_and_leaves_nothing()
    {
        FrameComposer images = RecipeData.ForTest(s_recipe, null);
        _folder.Write("file", [1]);
        Assert.Throws<OptionException>(() => Write(0, ExportFormat.Npz, "new"));
        Assert.Contains("1 to 25", Assert.Throws<OptionException>(() => Write(26, ExportFormat.Idx, "new")).Message);
        Assert.Throws<OptionException>(() => Write(1, (ExportFormat)9, "new"));
        Assert.All(Enum.GetValues<ExportFormat>(), format =>
            Assert.Contains("Cannot make the folder", Assert.Throws<SaccadeException>(() => Write(1, format, "file/new")).Message));
        Assert.Equal(["file"], _folder.Names);

        void Write(int count, ExportFormat format, string folder) =>
            ImageExport.Write(s_recipe, Split.Test, images, count, format, _folder[folder]);
    }
}
