namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade look</c>.</summary>
public sealed class LookTests(SharedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_runs_pictures_include_its_learning_curves()
    {
        Finished finished =
            await SaccadeCalls.Run(_folder.Path, "look", await runs.Small(), "--images", "3", "--out", "deep/pictures", "--threads", "1");
        string[] names = ["curves.png", "gallery.png", "rollout-1.png", "rollout-2.png", "rollout-3.png"];
        string[] files = [.. names.Select(name => Path.Combine("deep/pictures", name))];
        Assert.Equal(files.Select(file => _folder[file]), Directory.GetFiles(_folder["deep/pictures"]).Order(StringComparer.Ordinal));
        Assert.All(files, file => Png.AssertIsOne(_folder[file]));
        Assert.Equal(files, finished.Succeeded().Lines[1..^1].Select(line => line.Trim()).Order(StringComparer.Ordinal));
        Assert.Contains(" of 3 test images classified correctly", finished.Lines[0]);
    }

    [Fact]
    public async Task Validation_images_are_drawn_into_a_separate_folder()
    {
        RunFiles.Copy(await runs.Small(), _folder["run"]);
        Finished finished =
            await SaccadeCalls.Run(_folder.Path, "look", "run", "--split", "validation", "--images", "1", "--threads", "1");
        Assert.Contains(" of 1 validation images classified correctly", finished.Succeeded().Lines[0]);
        Png.AssertIsOne(_folder["run/pictures/validation/rollout-1.png"]);
        Assert.False(Directory.Exists(_folder["run/pictures/test"]));
    }

    [Fact]
    public async Task The_pictures_of_a_model_file_go_to_a_separate_folder()
    {
        File.Copy(Path.Combine(await runs.Small(), "model.safetensors"), _folder["mine.safetensors"]);
        (await SaccadeCalls.Run(_folder.Path, "look", "mine.safetensors", "--images", "1", "--glimpses", "2", "--policy", "sample",
            "--threads", "1")).Succeeded();
        Assert.Equal([_folder["look/quickstart/gallery.png"], _folder["look/quickstart/rollout-1.png"]],
            Directory.GetFileSystemEntries(_folder["look/quickstart"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task More_images_than_there_are_is_all_of_them()
    {
        Finished finished = await SaccadeCalls.Run(
            _folder.Path, "look", await runs.Small(), "--images", "400", "--out", "all", "--glimpses", "1", "--threads", "1");
        Assert.Contains(" of 100 test images classified correctly", finished.Succeeded().Lines[0]);
    }

    [Fact]
    public async Task As_text_a_rollout_fits_80_columns_and_nothing_is_written()
    {
        Finished finished =
            await SaccadeCalls.Run(_folder.Path, "look", await runs.Small(), "--ascii", "--images", "2", "--threads", "1");
        string[] lines = finished.Succeeded().Lines;
        Assert.Equal(2, lines.Count(line => line.StartsWith("Label ", StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.All(Enumerable.Range(1, 6), t => Assert.Contains($"glimpse {t}", finished.Output));
        Assert.DoesNotContain('\x1b', finished.Output);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }
}
