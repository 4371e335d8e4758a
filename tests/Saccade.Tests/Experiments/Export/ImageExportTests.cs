using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Export;
using Saccade.Images;
using Saccade.Tasks;
using Saccade.Tests.Data;

namespace Saccade.Tests.Experiments.Export;

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
    public void An_exported_test_set_read_back_holds_the_very_images_that_are_evaluated()
    {
        IImageSource images = RecipeTask.Images(s_recipe, Split.Test, null);
        IReadOnlyList<string> files = ImageExport.Write(s_recipe, Split.Test, images, 25, ExportFormat.Idx, _folder["deep/new"]);
        Assert.Equal([_folder["deep/new/tiny-test-images.idx"], _folder["deep/new/tiny-test-labels.idx"]], files);
        ImageSet again = IdxFile.ReadPair(files[0], files[1]);
        Assert.Equal(images.Size, again.Size);
        Assert.Equal(25, again.Count);
        for (int i = 0; i < again.Count; i++)
        {
            Assert.Equal(images.Frame(0, i), again.Frame(0, i));
            Assert.Equal(images.Labels[i], again.Labels[i]);
        }
    }

    [Fact]
    public void Sequences_of_labels_are_padded_in_a_NumPy_archive_and_refused_as_IDX_before_anything_is_written()
    {
        Recipe recipe = s_recipe with { Task = s_recipe.Task with { Label = FrameLabel.Sequence, FrameWidth = 90 } };
        IImageSource images = RecipeTask.Images(recipe, Split.Test, null);
        SaccadeException refused = Assert.Throws<SaccadeException>(
            () => ImageExport.Write(recipe, Split.Test, images, 25, ExportFormat.Idx, _folder["idx"]));
        Assert.Equal(ErrorKind.Unsupported, refused.Error.Kind);
        Assert.Empty(Directory.GetFiles(_folder["idx"]));
        NumpyArray labels = NumpyFile.LabelArray(images.Labels);
        Assert.Equal([25, 3], labels.Shape);
        Assert.NotEmpty(ImageExport.Write(recipe, Split.Test, images, 25, ExportFormat.Npz, _folder["npz"]));
        Assert.NotEmpty(ImageExport.Write(recipe, Split.Test, images, 25, ExportFormat.Png, _folder["png"]));
    }

    [Fact]
    public void An_exported_set_is_a_source_of_digits()
    {
        IImageSource images = RecipeTask.Images(s_recipe, Split.Train, null, seed: 4);
        string[] training = [.. ImageExport.Write(s_recipe, Split.Train, images, 30, ExportFormat.Idx, _folder.Path)];
        Recipe other = s_recipe.With(
            [
                "task.digits=idx", $"task.training_images={training[0]}", $"task.training_labels={training[1]}",
                "task.clutter_patches=0", "task.validation_digits=10",
            ]);
        IImageSource train = RecipeTask.Images(other, Split.Train, null, seed: 9),
            validation = RecipeTask.Images(other, Split.Validation, null, seed: 9);
        Assert.Equal((20, 10), (train.Count, validation.Count));
        Assert.Equal(images.Frame(0, 25), validation.Frame(0, 5));
    }

    [Theory]
    [InlineData(Split.Train, ExportFormat.Png, "tiny-train.png")]
    [InlineData(Split.Validation, ExportFormat.Npz, "tiny-validation.npz")]
    [InlineData(Split.Test, ExportFormat.Idx, "tiny-test-images.idx", "tiny-test-labels.idx")]
    public void Files_are_named_after_recipe_and_split(Split split, ExportFormat format, params string[] names)
    {
        IImageSource images = RecipeTask.Images(s_recipe, split, null);
        Assert.Equal(names.Select(name => _folder[name]), ImageExport.Write(s_recipe, split, images, 3, format, _folder.Path));
        Assert.Equal(names, _folder.Names);
        byte[][] first = [.. names.Select(name => File.ReadAllBytes(_folder[name]))];
        ImageExport.Write(s_recipe, split, images, 3, format, _folder.Path);
        Assert.Equal(first, names.Select(name => File.ReadAllBytes(_folder[name])));
    }

    [Fact]
    public void What_cannot_be_written_is_refused_and_leaves_nothing()
    {
        IImageSource images = RecipeTask.Images(s_recipe, Split.Test, null);
        _folder.Write("file", [1]);
        Assert.Throws<OptionException>(() => Write(0, ExportFormat.Npz, "new"));
        Assert.Equal("1 to 25", Assert.Throws<OptionException>(() => Write(26, ExportFormat.Idx, "new")).Error.Allowed);
        Assert.Throws<OptionException>(() => Write(1, (ExportFormat)9, "new"));
        Assert.All(Enum.GetValues<ExportFormat>(), format =>
            Assert.Equal(ErrorKind.Unwritable, Assert.Throws<SaccadeException>(() => Write(1, format, "file/new")).Error.Kind));
        Assert.Equal(["file"], _folder.Names);

        void Write(int count, ExportFormat format, string folder) =>
            ImageExport.Write(s_recipe, Split.Test, images, count, format, _folder[folder]);
    }
}
