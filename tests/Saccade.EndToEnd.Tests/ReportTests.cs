using System.Text.RegularExpressions;

namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade report</c>.</summary>
public sealed partial class ReportTests(SharedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_report_has_every_section_and_loads_nothing()
    {
        Finished finished =
            await SaccadeCalls.Run(_folder.Path, "report", await runs.Small(), "--out", "a.html", "--images", "3", "--threads", "1");
        Assert.StartsWith("Report  a.html (", finished.Succeeded().Output);
        string page = File.ReadAllText(_folder["a.html"]);
        Assert.Equal(
            ["result", "rollouts", "attention", "errors", "training", "recipe", "networks"],
            Section().Matches(page).Select(match => match.Groups[1].Value));
        Assert.Contains("report of a run", page);
        Assert.Contains("100 images", page);
        Assert.Contains("validation error", page);
        Assert.Contains("<td>training.epochs</td><td>2</td>", page);
        Assert.Equal(2, page.Split("class=\"player\"").Length - 1);
        // Nothing is fetched: whatever is referred to is in the file.
        Assert.All(Address().Matches(page).Select(match => match.Groups[1].Value), address => Assert.Matches("^(data:|#)", address));
        Assert.DoesNotContain("@import", page);
        Assert.DoesNotContain(await runs.Small(), page);
        string[] names = [.. Name().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public async Task A_model_on_its_own_can_be_reported_of_the_test_alike_every_time()
    {
        File.Copy(Path.Combine(await runs.Small(), "model.safetensors"), _folder["mine.safetensors"]);
        string[] call = ["report", "mine.safetensors", "--split", "test", "--images", "2", "--threads", "1"];
        (await SaccadeCalls.Run(_folder.Path, call)).Succeeded();
        string page = File.ReadAllText(_folder["report.html"]);
        Assert.Contains("report of a model", page);
        Assert.Contains("test error", page);
        Assert.DoesNotContain("id=\"training\"", page);
        (await SaccadeCalls.Run(_folder.Path, call)).Succeeded();
        Assert.Equal(page, File.ReadAllText(_folder["report.html"]));
    }

    [Fact]
    public async Task A_net_that_sees_the_whole_image_has_a_report_without_glimpses()
    {
        (await SaccadeCalls.Run(_folder.Path, ["train", "fc-64-translated-60", "--run", "net", "--threads", "1", .. Options.Set(
            "task.digits=drawn", "task.training_digits=100", "task.validation_digits=50", "task.test_digits=50", "training.epochs=1",
                "training.batch_size=50")])).Succeeded();
        (await SaccadeCalls.Run(_folder.Path, "report", "net", "--threads", "1")).Succeeded();
        string page = File.ReadAllText(_folder["net/report.html"]);
        Assert.Equal(
            ["result", "errors", "training", "recipe", "networks"], Section().Matches(page).Select(match => match.Groups[1].Value));
        Assert.Contains("classifies whole images", (await SaccadeCalls.Run(_folder.Path, "figures", "net")).Failed(1));
        foreach (string[] option in new string[][] { ["--glimpses", "3"], ["--policy", "sample"], ["--rollouts", "5"] })
        {
            string refusal = (await SaccadeCalls.Run(_folder.Path, ["eval", "net", .. option])).Failed(2);
            Assert.Contains($"{option[0]} cannot be given here: the model classifies whole images", refusal);
        }
    }

    [Fact]
    public async Task A_model_of_Catch_has_a_report_with_its_episodes()
    {
        (await SaccadeCalls.Run(_folder.Path, ["train", "catch", "--run", "played", .. Options.SmallNets, .. Options.Set(
            "training.epochs=1", "catch.training_episodes=64", "catch.validation_episodes=32")])).Succeeded();
        (await SaccadeCalls.Run(_folder.Path, "report", "played", "--images", "2", "--threads", "1")).Succeeded();
        string page = File.ReadAllText(_folder["played/report.html"]);
        Assert.Equal(
            ["result", "rollouts", "training", "recipe", "networks"], Section().Matches(page).Select(match => match.Groups[1].Value));
        Assert.Contains("32 episodes, one rollout each", page);
        Assert.Contains("The first validation episodes", page);
        Assert.Contains(
            "--data cannot be given here", (await SaccadeCalls.Run(_folder.Path, "report", "played", "--data", "x")).Failed(2));
        Assert.Contains(
            "has another task than to classify images", (await SaccadeCalls.Run(_folder.Path, "figures", "played")).Failed(2));
        Assert.Contains(
            "catch has no set of images", (await SaccadeCalls.Run(_folder.Path, "trace", "played", "--out", "t.npz")).Failed(2));
        foreach (string format in new[] { "onnx", "hf" })
        {
            Assert.Contains(
                "the images of its task may change from glimpse to glimpse",
                (await SaccadeCalls.Run(_folder.Path, "export", "played", "--format", format, "--out", "out")).Failed(2));
        }
        Assert.Contains("--ascii cannot be given here", (await SaccadeCalls.Run(_folder.Path, "look", "played", "--ascii")).Failed(2));
        foreach (string[] options in
            new string[][] { ["--rollouts", "2"], ["--glimpses", "3"], ["--split", "validation", "--episodes", "9"] })
        {
            string refusal = (await SaccadeCalls.Run(_folder.Path, ["eval", "played", .. options])).Failed(2);
            Assert.Contains($"{options[^2]} cannot be given here", refusal);
        }
        Assert.Contains(
            "32 validation episodes",
            (await SaccadeCalls.Run(_folder.Path, "eval", "played", "--split", "validation", "--threads", "1")).Succeeded().Output);
    }

    [GeneratedRegex("<section id=\"([a-z]+)\">")]
    private static partial Regex Section();

    [GeneratedRegex("(?:\\bsrc|\\bhref)=\"([^\"]{0,40})")]
    private static partial Regex Address();

    [GeneratedRegex(" id=\"([^\"]*)\"")]
    private static partial Regex Name();
}
