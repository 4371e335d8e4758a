using System.Diagnostics;
using System.Text.Json;
using Saccade.Data.Formats;
using Saccade.Images;

namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade data</c>, and digits out of IDX files.</summary>
public sealed class DataTests(SharedRuns runs) : IDisposable
{
    private static readonly string[] s_small =
        ["quickstart", .. Options.Set("task.training_digits=50", "task.validation_digits=20", "task.test_digits=40")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_contact_sheet_is_what_one_gets_unasked()
    {
        Finished finished = (await Data("--out", "deep/new")).Succeeded();
        Assert.Equal("40 of 40 test images of quickstart, 60×60 pixels:\n  deep/new/quickstart-test.png\n", finished.Output);
        Png.AssertIsOne(_folder["deep/new/quickstart-test.png"]);
        Assert.Single(Directory.GetFileSystemEntries(_folder["deep/new"]));
    }

    [Theory]
    [InlineData("train", 50, "quickstart-train.npz")]
    [InlineData("validation", 20, "quickstart-validation.npz")]
    [InlineData("test", 40, "quickstart-test.npz")]
    public async Task Exports_hold_the_whole_split_unless_fewer_are_asked_for(string split, int images, string file)
    {
        (await Data("--out", ".", "--split", split, "--format", "npz")).Succeeded();
        long whole = new FileInfo(_folder[file]).Length;
        (await Data("--out", ".", "--split", split, "--format", "npz", "--count", "7")).Succeeded();
        // Each image is 60 × 60 bytes and its label one; the rest are the headers of the archive.
        Assert.Equal((images - 7) * 3601, whole - new FileInfo(_folder[file]).Length);
    }

    [Fact]
    public async Task The_seed_is_that_of_a_run_and_changes_training_images_only()
    {
        Assert.NotEqual(await Exported("train", "1"), await Exported("train", "2"));
        Assert.Equal(await Exported("train", "1"), await Exported("train", "1"));
        Assert.Equal(await Exported("test", "1"), await Exported("test", "2"));

        async Task<byte[]> Exported(string split, string seed)
        {
            (await Data("--out", ".", "--split", split, "--seed", seed, "--format", "npz")).Succeeded();
            return File.ReadAllBytes(_folder[$"quickstart-{split}.npz"]);
        }
    }

    [Theory]
    [InlineData("idx")]
    [InlineData("npz")]
    public async Task A_full_disk_is_reported_and_nothing_is_left_on_it(string format)
    {
        Directory.CreateDirectory(_folder["disk"]);
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            && Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", _folder["disk"]), "It takes root to make a small disk.");
        try
        {
            // 40 images of 60 × 60 bytes.
            Assert.Contains("space", (await Data("--out", "disk", "--format", format)).Failed(1));
            Assert.Empty(Directory.GetFileSystemEntries(_folder["disk"]));
        }
        finally
        {
            Run("umount", _folder["disk"]);
        }

        static bool Run(string program, params string[] arguments)
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
    }

    [Fact]
    public async Task A_model_is_evaluated_on_an_exported_test_set_as_on_its_own()
    {
        string run = await runs.Small();
        (await SaccadeCalls.Run(_folder.Path, "data", Path.Combine(run, "recipe.toml"), "--out", "sets", "--format", "idx")).Succeeded();
        string own =
            Figures(await SaccadeCalls.Run(_folder.Path, "eval", Path.Combine(run, "model.safetensors"), "--json", "--threads", "1"));
        Assert.Equal(own, Figures(await SaccadeCalls.Run(
            _folder.Path, "eval", run, "--json", "--threads", "1",
            "--test-images", "sets/quickstart-test-images.idx", "--test-labels", "sets/quickstart-test-labels.idx")));

        static string Figures(Finished finished) =>
            string.Join(
                ',', finished.Succeeded().Json().EnumerateObject().Where(p => p.Name != "imagesPerSecond").Select(p => p.ToString()));
    }

    [Fact]
    public async Task A_model_is_trained_and_evaluated_on_digits_from_files()
    {
        ImageSize size = new(3, 9, 11);
        byte[] labels = [.. Enumerable.Range(0, 60).Select(i => (byte)(i % 12))];
        byte[] pixels = [.. Enumerable.Range(0, labels.Length * size.Pixels).Select(i => (byte)(i * 7))];
        IdxFile.WriteImages(_folder["images"], new ImageSet(pixels, labels, size));
        IdxFile.WriteLabels(_folder["labels"], new Labels(labels));
        (await SaccadeCalls.Run(
            _folder.Path,
            ["train", .. Options.SmallNets, "--run", "run", .. Options.Set(
                "training.epochs=2", "training.batch_size=50",
                "task.digits=idx", "task.training_images=images", "task.training_labels=labels", "task.test_images=images",
                    "task.test_labels=labels",
                "task.validation_digits=10", "task.frame_width=20", "task.frame_height=15", "task.clutter_patches=2", "task.clutter_side=4",
                "model.channels=3", "model.classes=12", "model.sensor.patch_side=6", "model.sensor.scales=1")])).Succeeded();
        // A run knows where its files are, from whatever folder it is used.
        string elsewhere = Directory.CreateDirectory(_folder["elsewhere"]).FullName;
        JsonElement result = (await SaccadeCalls.Run(elsewhere, "eval", "../run", "--json", "--threads", "1")).Succeeded().Json();
        Assert.Equal(60, result.GetProperty("images").GetInt32());
        Assert.Equal(12, result.GetProperty("confusion").GetArrayLength());
        File.Delete(_folder["labels"]);
        Assert.Contains(
            $"task.test_labels was '{_folder["labels"]}'; there is no such file",
            (await SaccadeCalls.Run(_folder.Path, "eval", "run")).Failed(1));
    }

    private Task<Finished> Data(params string[] options) => SaccadeCalls.Run(_folder.Path, ["data", .. s_small, .. options]);
}
