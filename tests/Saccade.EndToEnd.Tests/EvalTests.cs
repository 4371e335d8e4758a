using System.Globalization;
using System.Text.Json;
using Saccade.Data.Formats;
using Saccade.Images;

namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade eval</c>.</summary>
public sealed class EvalTests(SharedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_is_one_object_whose_figures_fit_together()
    {
        JsonElement result = (await Eval("--json", "--rollouts", "3", "--draws", "2")).Succeeded().Json();
        Assert.Equal(
            ["images", "draws", "errorPercent", "errorPercentStandardError", "errorPercentLow", "errorPercentHigh",
                "labelErrorPercent", "rollouts", "averagedErrorPercent", "accuracyByGlimpse", "seenShares", "valuesSeen", "flopsPerImage",
                "confusion", "balancedAccuracyPercent", "topFiveErrorPercent", "recall", "precision", "imagesPerSecond"],
            result.EnumerateObject().Select(property => property.Name));
        int images = result.GetProperty("images").GetInt32();
        Assert.Equal((100, 2, 3), (images, result.GetProperty("draws").GetInt32(), result.GetProperty("rollouts").GetInt32()));
        Assert.InRange(result.GetProperty("errorPercentStandardError").GetDouble(), 0, 50);
        double error = result.GetProperty("errorPercent").GetDouble();
        Assert.InRange(error, result.GetProperty("errorPercentLow").GetDouble(), result.GetProperty("errorPercentHigh").GetDouble());
        Assert.InRange(result.GetProperty("averagedErrorPercent").GetDouble(), 0, 100);
        Assert.True(result.GetProperty("imagesPerSecond").GetDouble() > 0);

        int[][] confusion = result.GetProperty("confusion").Deserialize<int[][]>()!;
        Assert.Equal(10, confusion.Length);
        Assert.All(confusion, row => Assert.Equal(10, row.Length));
        Assert.Equal(2 * images, confusion.Sum(row => row.Sum()));
        int right = confusion.Index().Sum(row => row.Item[row.Index]);
        Assert.Equal(100.0 * (2 * images - right) / (2 * images), error, 9);
        double[] accuracy = result.GetProperty("accuracyByGlimpse").Deserialize<double[]>()!;
        Assert.Equal(6, accuracy.Length);
        Assert.Equal(1 - error / 100, accuracy[^1], 9);
    }

    [Fact]
    public async Task Text_says_the_same_as_json()
    {
        JsonElement json = (await Eval("--json")).Succeeded().Json();
        string text = (await Eval()).Succeeded().Output;
        double percent = json.GetProperty("errorPercent").GetDouble(), low = json.GetProperty("errorPercentLow").GetDouble();
        Assert.Contains(FormattableString.Invariant($"{percent:F2}% (95% interval {low:F2} to "), text);
        Assert.Contains("one rollout, mean policy", text);
        double values = json.GetProperty("valuesSeen").GetDouble();
        Assert.Contains(FormattableString.Invariant($"Read      {values:N0} values of an image, with "), text);
        Assert.Contains("Confusion", text);
        Assert.DoesNotContain("Averaged", text);
        Assert.DoesNotContain('\e', text);
    }

    [Fact]
    public async Task Validation_images_are_evaluated_when_asked_for_and_not_kept_as_the_test()
    {
        string run = await runs.Small();
        RunFiles.Copy(run, _folder["run"]);
        string text = (await SaccadeCalls.Run(_folder.Path, "eval", "run", "--split", "validation", "--threads", "1")).Succeeded().Output;
        Assert.Contains("100 validation images", text);
        Assert.False(File.Exists(_folder["run/test.json"]));
        // The weights are those of the best epoch, evaluated here as they were when they were chosen.
        string[] lines = File.ReadAllLines(_folder["run/metrics.csv"]);
        int column = Array.IndexOf(lines[0].Split(','), "validation_error_percent");
        double best = lines.Skip(1).Min(line => double.Parse(line.Split(',')[column], CultureInfo.InvariantCulture));
        Assert.Contains(FormattableString.Invariant($"Error     {best:F2}%"), text);
        Assert.Contains("100 test images", (await SaccadeCalls.Run(_folder.Path, "eval", "run", "--threads", "1")).Succeeded().Output);
    }

    [Fact]
    public async Task A_recipe_is_distinguished_from_a_model()
    {
        File.WriteAllText(_folder["mine.toml"], "");
        string refusal = (await SaccadeCalls.Run(_folder.Path, "eval", "mine.toml")).Failed(1);
        Assert.Contains("mine.toml: it is a recipe and no trained model", refusal);
        Assert.Contains("rain one with", refusal);
    }

    [Fact]
    public async Task Folder_and_model_file_are_evaluated_alike_and_the_same_seed_gives_the_same_figures()
    {
        string run = await runs.Small();
        string byFolder =
            Figures(await SaccadeCalls.Run(_folder.Path, "eval", run, "--json", "--policy", "sample", "--seed", "5", "--threads", "1"));
        string byFile = Figures(await Eval("--json", "--policy", "sample", "--seed", "5"));
        Assert.Equal(byFolder, byFile);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task The_number_of_glimpses_may_be_another_than_in_training(int glimpses)
    {
        JsonElement result = (await Eval("--json", "--glimpses", $"{glimpses}")).Succeeded().Json();
        Assert.Equal(glimpses, result.GetProperty("accuracyByGlimpse").GetArrayLength());
    }

    [Fact]
    public async Task Images_made_elsewhere_may_have_another_size()
    {
        ImageSize size = new(1, 33, 40);
        byte[] labels = [3, 1, 4, 1, 5, 9, 2];
        byte[] pixels = [.. Enumerable.Range(0, labels.Length * size.Pixels).Select(i => (byte)(i * 7))];
        IdxFile.WriteImages(_folder["images"], new ImageSet(pixels, labels, size));
        IdxFile.WriteLabels(_folder["labels"], new Labels(labels));
        Finished finished = await Eval("--json", "--test-images", "images", "--test-labels", "labels");
        Assert.Equal((0, "saccade: The images of images have 40×33 pixels, and the model was trained on 60×60; "
            + "on another size it does worse than it can.\n"), (finished.ExitCode, finished.Errors));
        JsonElement result = finished.Json();
        Assert.Equal(7, result.GetProperty("images").GetInt32());
        int[] counted = [.. result.GetProperty("confusion").Deserialize<int[][]>()!.Select(row => row.Sum())];
        Assert.Equal([0, 2, 1, 1, 1, 1, 0, 0, 0, 1], counted);
    }

    [Fact]
    public async Task Dark_ink_on_a_light_ground_is_said_and_inverted_when_asked_for()
    {
        ImageSize size = new(1, 60, 60);
        byte[] pixels = [.. Enumerable.Repeat((byte)255, size.Pixels)];
        pixels.AsSpan(20 * 60 + 5, 50).Clear();
        pixels.AsSpan(30 * 60 + 5, 50).Clear();
        pixels.AsSpan(40 * 60 + 5, 50).Clear();
        ImageSet dark = new(pixels, new byte[] { 3 }, size);
        foreach ((string name, ImageSet set) in new[] { ("dark", dark), ("light", dark.Inverted()) })
        {
            IdxFile.WriteImages(_folder[name], set);
        }
        IdxFile.WriteLabels(_folder["labels"], dark.Labels);
        string[] labels = ["--test-labels", "labels", "--json"];
        Finished said = await Eval(["--test-images", "dark", .. labels]);
        Assert.Equal(0, said.ExitCode);
        Assert.Contains("The images of dark seem to be dark ink on a light ground", said.Errors);
        Assert.Equal(
            Figures(await Eval(["--test-images", "light", .. labels])),
            Figures(await Eval(["--test-images", "dark", "--invert", .. labels])));
        Assert.Contains("--invert belongs to --test-images", (await Eval("--invert")).Failed(2));
    }

    [Fact]
    public async Task A_finished_run_keeps_its_test_and_nothing_else_is_written()
    {
        RunFiles.Copy(await runs.Small(), _folder["run"]);
        IReadOnlyList<string> before = TemporaryFolder.Content(_folder.Path);
        (await Eval()).Succeeded();
        (await SaccadeCalls.Run(_folder.Path, "eval", "run", "--seed", "1", "--threads", "1")).Succeeded();
        Assert.Equal(before, TemporaryFolder.Content(_folder.Path));

        JsonElement printed = (await SaccadeCalls.Run(_folder.Path, "eval", "run", "--json", "--threads", "1")).Succeeded().Json();

        Assert.StartsWith(_folder["run/test.json"], Assert.Single(TemporaryFolder.Content(_folder.Path).Except(before)));
        using JsonDocument kept = JsonDocument.Parse(File.ReadAllText(_folder["run/test.json"]));
        Assert.Equal(printed.GetProperty("errorPercent").GetDouble(), kept.RootElement.GetProperty("result").GetProperty("errorPercent")
            .GetDouble());
    }

    /// <summary>Evaluates the model's file; in the shared run's folder the result would be kept.</summary>
    private async Task<Finished> Eval(params string[] options) =>
        await SaccadeCalls.Run(
            _folder.Path, ["eval", Path.Combine(await runs.Small(), "model.safetensors"), "--threads", "1", .. options]);

    /// <summary>The JSON object without the one figure that is never the same twice.</summary>
    private static string Figures(Finished finished) =>
        string.Join(',', finished.Succeeded().Json().EnumerateObject().Where(p => p.Name != "imagesPerSecond").Select(p => p.ToString()));
}
