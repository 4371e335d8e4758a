using System.IO.Compression;
using System.Text.Json;
using Saccade.Checkpoints;
using Saccade.Data.Formats;
using Saccade.Images;

namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade trace</c>.</summary>
public sealed class TraceTests(SharedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_recipes_own_test_images_become_an_archive()
    {
        Finished finished =
            await SaccadeCalls.Run(_folder.Path, "trace", await runs.Small(), "--out", "t.npz", "--glimpses", "4", "--threads", "1");
        Assert.Equal("Traces  t.npz: 100 images of 60×60 pixels, 4 glimpses each\n", finished.Succeeded().Output);
        using ZipArchive archive = ZipFile.OpenRead(_folder["t.npz"]);
        Assert.Equal(["images", "labels", "locations", "boxes", "retinas", "probabilities", "baselines"],
            archive.Entries.Select(entry => entry.Name[..^4]));
        // 100 images, 4 glimpses, 3 scales, 1 channel, 12×12 floats behind a header of 128 bytes.
        Assert.Equal(128 + 4 * 100 * 4 * 3 * 144, archive.GetEntry("retinas.npy")!.Length);
    }

    [Fact]
    public async Task Validation_images_are_others_than_those_of_the_test()
    {
        string[] call = ["trace", await runs.Small(), "--glimpses", "1", "--count", "20", "--threads", "1"];
        (await SaccadeCalls.Run(_folder.Path, [.. call, "--out", "test.json", "--split", "test"])).Succeeded();
        (await SaccadeCalls.Run(_folder.Path, [.. call, "--out", "default.json"])).Succeeded();
        (await SaccadeCalls.Run(_folder.Path, [.. call, "--out", "validation.json", "--split", "validation"])).Succeeded();
        Assert.Equal(File.ReadAllText(_folder["test.json"]), File.ReadAllText(_folder["default.json"]));
        Assert.NotEqual(File.ReadAllText(_folder["test.json"]), File.ReadAllText(_folder["validation.json"]));
    }

    [Fact]
    public async Task Images_of_a_file_become_json_with_labels_or_without()
    {
        IdxFile.WriteImages(_folder["images"], new ImageSet(new byte[3 * 40 * 50], new byte[3], new(1, 40, 50)));
        IdxFile.WriteLabels(_folder["labels"], new Labels(new byte[] { 7, 8, 9 }));
        (await SaccadeCalls.Run(_folder.Path, "trace", await runs.Small(), "--images", "images", "--labels", "labels", "--out", "t.json",
            "--policy", "sample", "--seed", "5", "--threads", "1")).Warned("have 50×40 pixels");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(_folder["t.json"]));
        Assert.Equal(
            [7, 8, 9], document.RootElement.GetProperty("traces").EnumerateArray().Select(trace => trace.GetProperty("label").GetInt32()));
        Assert.Equal((40, 50), (document.RootElement.GetProperty("image").GetProperty("height").GetInt32(),
            document.RootElement.GetProperty("image").GetProperty("width").GetInt32()));
        Assert.Equal(
            ("sample", 5), (document.RootElement.GetProperty("policy").GetString(), document.RootElement.GetProperty("seed").GetInt32()));
    }

    [Fact]
    public async Task A_model_without_a_recipe_is_traced_on_images_of_a_file()
    {
        ModelFile model = ModelFile.Read(Path.Combine(await runs.Small(), "model.safetensors"));
        (model with { Facts = new Dictionary<string, string>() }).Write(_folder["mine.safetensors"]);
        IdxFile.WriteImages(_folder["images"], new ImageSet(new byte[3 * 40 * 50], new byte[3], new(1, 40, 50)));
        string[] rest = ["--images", "images", "--threads", "1"];
        (await SaccadeCalls.Run(_folder.Path, ["trace", "mine.safetensors", "--out", "t.json", .. rest])).Succeeded();
        (await SaccadeCalls.Run(_folder.Path, ["trace", await runs.Small(), "--out", "run.json", .. rest])).Warned("have 50×40 pixels");
        string mine = File.ReadAllText(_folder["t.json"]);
        Assert.Contains("\"mine\"", mine);
        Assert.Equal(File.ReadAllText(_folder["run.json"]), mine.Replace("\"mine\"", "\"quickstart\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_picture_can_be_traced()
    {
        // What the program itself drew.
        string png = Path.Combine(await runs.Small(), "pictures", "gallery.png");
        Finished finished =
            await SaccadeCalls.Run(_folder.Path, "trace", await runs.Small(), "--images", png, "--out", "t.json", "--threads", "1");
        Assert.Matches(@"^Traces  t\.json: 1 image of \d+×\d+ pixels, 6 glimpses each\n$", finished.Warned(" pixels").Output);
    }
}
