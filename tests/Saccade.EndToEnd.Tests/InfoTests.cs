using System.Globalization;
using Saccade.Checkpoints;

namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade info</c> and <c>saccade doctor</c>.</summary>
public sealed class InfoTests(SharedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Networks_shapes_parameters_and_origin_are_reported()
    {
        string run = await runs.Small();
        string text = (await SaccadeCalls.Run(_folder.Path, "info", run)).Succeeded().Output;
        Assert.Contains("quickstart: Drawn digits", text);
        Assert.Matches(@"\nSeed +0\n", text);
        Assert.Matches(@"\nValidation error +\d+\.\d\d%\n", text);
        Assert.DoesNotMatch(@"\n\w+_\w+ ", text);
        // 432→16, 2→16, twice 16→32: 6928 + 48 + 2·544 parameters.
        Assert.Matches(@"\nglimpse +432→16, 2→16, 16→32, 16→32 +8,064 ", text);
        Assert.Matches(@"\ncore +32→32, 32→32 +2,112 ", text);
        Assert.Matches(@"\n +core\.recurrent\.weight +\[32, 32\]\n", text);
        Assert.Equal(
            text.Split('\n')[1..],
            (await SaccadeCalls.Run(_folder.Path, "info", Path.Combine(run, "model.safetensors"))).Succeeded().Lines[1..]);
    }

    [Fact]
    public async Task Nothing_that_a_strangers_model_says_is_obeyed_by_the_terminal()
    {
        const string hostile = "\e]0;owned\a\e[2J\u009b1m\u202e\u2028\r\n", file = "stranger\e[2J\u202e.safetensors";
        ModelFile model = ModelFile.Read(Path.Combine(await runs.Small(), "model.safetensors"));
        string recipe = model.Facts["recipe"].Replace("title = \"", "title = \"\u202e", StringComparison.Ordinal);
        Assert.NotEqual(model.Facts["recipe"], recipe);
        Dictionary<string, string> facts = new(model.Facts) { ["name"] = hostile, ["recipe"] = recipe, [hostile] = hostile };
        (model with { Facts = facts, Weights = [.. model.Weights, new(hostile, [1], [0])] }).Write(_folder[file]);
        string text = (await SaccadeCalls.Run(_folder.Path, "info", file)).Succeeded().Output;
        Assert.Equal(4, text.Split("owned").Length);
        Assert.DoesNotContain(text, c => c != '\n' && char.GetUnicodeCategory(c) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }

    [Fact]
    public async Task The_doctor_reports_what_was_found_and_that_all_is_well()
    {
        string text = (await SaccadeCalls.Run(_folder.Path, "doctor")).Succeeded().Output;
        string[] facts = ["Operating system", "Vector instructions", ".NET", "TorchSharp", "libtorch", "Native loading", "BLAS",
            "Torch threads", "Device", "MNIST"];
        Assert.All(facts, fact => Assert.Matches($@"(^|\n){fact} +\S", text));
        Assert.Contains("downloaded there when needed", text);
        Assert.EndsWith("No problems found.\n", text);
        Assert.Empty(TemporaryFolder.Content(_folder.Path));
    }

    [Fact]
    public async Task The_doctor_verifies_the_files_of_a_data_folder()
    {
        foreach (string name in new[] { "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1" })
        {
            byte[] header = name.Contains("images") ? [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1] : [0, 0, 8, 1, 0, 0, 0, 1];
            File.WriteAllBytes(_folder[name + "-ubyte"], [.. header, 7]);
        }
        Finished finished = await SaccadeCalls.Run(_folder.Path, "doctor", "--data", _folder.Path);
        Assert.Equal(1, finished.ExitCode);
        Assert.Equal(5, finished.Output.Split("the file is not MNIST's ").Length);
        Assert.Contains("or read these files with --set task.digits=idx and task.training_images", finished.Output);
    }

    [Fact]
    public async Task Of_a_model_with_too_large_weights_no_command_shows_a_result_or_leaves_a_file()
    {
        ModelFile model = ModelFile.Read(Path.Combine(await runs.Small(), "model.safetensors"));
        (model with { Weights = [.. model.Weights.Select(weight => weight with { Values = [.. weight.Values.Select(_ => 1e20f)] })] })
            .Write(_folder["large.safetensors"]);
        string[][] calls =
        [
            ["eval"], ["trace", "--out", "t.npz", "--count", "1"], ["serve", "--port", "0"],
        ];
        foreach (string[] call in calls)
        {
            string[] named = call[0] == "serve" ? ["--model", "large.safetensors"] : ["large.safetensors"];
            Finished finished = await SaccadeCalls.Run(_folder.Path, [call[0], .. named, .. call[1..], "--threads", "1"]);
            Assert.Equal(1, finished.ExitCode);
            Assert.Contains(" became NaN. The weights are too large: give another model", finished.Errors);
            Assert.Single(finished.Errors.TrimEnd().Split('\n'));
            Assert.Empty(finished.Output);
        }
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task The_doctor_finds_fault_with_a_data_folder_that_lacks_the_data()
    {
        Finished finished = await SaccadeCalls.Run(_folder.Path, "doctor", "--data", "nowhere");
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("not in nowhere (--data)", finished.Output);
        Assert.Contains("  ! train-images-idx3-ubyte.gz, ", finished.Output);
        Assert.EndsWith("Something is wrong; lines with ! give the remedy.\n", finished.Output);
    }
}
