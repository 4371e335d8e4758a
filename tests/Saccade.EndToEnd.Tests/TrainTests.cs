using System.Globalization;
using System.Text.Json;

namespace Saccade.EndToEnd.Tests;

/// <summary>What <c>saccade train</c> says and leaves.</summary>
public sealed class TrainTests(SharedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_run_folder_holds_all_that_a_run_has()
    {
        string run = await runs.Small();
        Assert.Equal(
            ["checkpoints", "lock", "metrics.csv", "model.safetensors", "pictures", "recipe.toml", "run.json"],
            Directory.GetFileSystemEntries(run).Select(Path.GetFileName).Where(name => !name!.StartsWith("events")).Order());
        Assert.NotEqual(0, new FileInfo(Assert.Single(Directory.GetFiles(run, "events.out.tfevents.*"))).Length);
        Assert.Equal(
            ["step-0000000006.safetensors", "step-0000000012.safetensors"],
            Directory.GetFileSystemEntries(Path.Combine(run, "checkpoints")).Select(Path.GetFileName).Order());
        string recipe = File.ReadAllText(Path.Combine(run, "recipe.toml"));
        Assert.Contains("epochs = 2\n", recipe);
        Assert.Contains("frame_width = 60\n", recipe);
        JsonElement info = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "run.json"))).RootElement;
        Assert.Equal(0, info.GetProperty("seed").GetInt64());
        Assert.Equal(1, info.GetProperty("threads").GetInt32());
        Assert.StartsWith("0.107", info.GetProperty("torchSharp").GetString());
    }

    [Fact]
    public async Task Metrics_are_a_table_of_numbers_with_one_line_an_epoch()
    {
        string[] lines = File.ReadAllText(Path.Combine(await runs.Small(), "metrics.csv")).Split('\n');
        Assert.Equal(
            ["epoch,step,learning_rate,loss,", "1,6,", "2,12,", ""], lines.Zip((int[])[30, 4, 5, 0], (line, length) => line[..length]));
        double[][] rows =
            [.. lines[1..3].Select(line => line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray())];
        string[] names = lines[0].Split(',');
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(rows, row => Assert.Equal(names.Length, row.Length));
        Assert.All(rows.SelectMany(row => row), value => Assert.True(double.IsFinite(value)));
        string[] expected =
        [
            "loss_action", "loss_baseline", "loss_location", "train_accuracy", "reward", "baseline_error", "location_spread",
            "validation_error_percent", "images_per_second", "gradient_glimpse_action", "gradient_core_action",
            "gradient_location_location", "gradient_baseline_baseline",
        ];
        Assert.Empty(expected.Except(names));
    }

    [Fact]
    public async Task Pictures_are_written()
    {
        string pictures = Path.Combine(await runs.Small(), "pictures");
        Assert.Equal(
            [.. Enumerable.Range(1, 12).Select(i => $"rollout-{i}.png").Append("curves.png").Append("gallery.png")
                .Order(StringComparer.Ordinal)],
            Directory.GetFileSystemEntries(pictures).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(pictures), Png.AssertIsOne);
    }

    [Fact]
    public async Task In_a_pipe_the_output_is_plain_lines_that_say_what_to_do_next()
    {
        Finished finished = await runs.SmallOutput();
        string run = await runs.Small();
        Assert.DoesNotContain('\e', finished.Output);
        Assert.DoesNotContain('\r', finished.Output);
        Assert.Contains($"in {run} (seed 0, 300 images an epoch, 100 for validation)", finished.Lines[0]);
        Assert.Equal("A star marks the lowest validation error so far, whose weights are kept.", finished.Lines[1]);
        Assert.StartsWith(" epoch    loss", finished.Lines[2]);
        Assert.Matches(@"^     1  .*%\*", finished.Lines[3]);
        Assert.StartsWith("     2  ", finished.Lines[4]);
        Assert.Contains("Validation error ", finished.Output);
        Assert.Contains($"saccade eval {run} ", finished.Output);
        Assert.Contains($"saccade look {run} ", finished.Output);
        Assert.DoesNotContain("test error", finished.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Without_a_folder_the_run_is_named_after_recipe_and_time()
    {
        (await SaccadeCalls.Run(_folder.Path, ["train", .. Options.Small, .. Options.Set("training.epochs=1")])).Succeeded();
        string run = Assert.Single(Directory.GetFileSystemEntries(_folder["runs"]));
        Assert.Matches(@"^quickstart-\d{8}-\d{6}$", Path.GetFileName(run));
        Assert.Equal([_folder["runs"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_suggested_command_quotes_a_path_with_blanks_and_quotes()
    {
        Finished finished =
            await SaccadeCalls.Run(_folder.Path, ["train", .. Options.Small, .. Options.Set("training.epochs=1"), "--run", "it's a run"]);
        Assert.Contains(OperatingSystem.IsWindows() ? "eval \"it's a run\" " : @"eval 'it'\''s a run' ", finished.Succeeded().Output);
    }

    [Fact]
    public async Task A_custom_recipe_is_trained_from_its_file()
    {
        File.WriteAllText(_folder["mine.toml"], """
            title = "A trial"
            [task]
            digits = "drawn"
            training_digits = 60
            validation_digits = 20
            [training]
            epochs = 1
            batch_size = 20
            """);
        (await SaccadeCalls.Run(_folder.Path, ["train", "mine.toml", "--run", "mine", .. Options.SmallNets])).Succeeded();
        Assert.Contains("mine: A trial", (await SaccadeCalls.Run(_folder.Path, "info", "mine")).Succeeded().Output);
    }
}
