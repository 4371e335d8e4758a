namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade reproduce</c> and <c>saccade compare</c> on a recipe of seconds.</summary>
public sealed class ReproduceTests : IDisposable
{
    private const string Tiny = """
        title = "Drawn digits in seconds"
        [task]
        digits = "drawn"
        training_digits = 200
        validation_digits = 50
        test_digits = 50
        [model]
        hidden = 16
        glimpse_hidden = 8
        glimpse_features = 16
        glimpses = 2
        [training]
        epochs = 20
        batch_size = 10
        """;

    private readonly TemporaryFolder _folder = new();

    public ReproduceTests() => File.WriteAllText(_folder["tiny.toml"], Tiny);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, "--budget was 'x'; it may be a number from 0.01 to 100000", "reproduce", "--budget", "x")]
    [InlineData(2, "--budget was '0'", "reproduce", "--budget", "0")]
    [InlineData(2, "--budget was '-5'", "reproduce", "--budget", "-5")]
    [InlineData(2, "--budget was '1e9'", "reproduce", "--budget", "1e9")]
    [InlineData(2, "--budget was 'NaN'", "reproduce", "--budget", "NaN")]
    [InlineData(2, "--seeds was '0'; it may be a whole number from 1 to 100", "reproduce", "--seeds", "0")]
    [InlineData(2, "--threads was '0'", "reproduce", "--threads", "0")]
    [InlineData(2, "There is no recipe 'mnist-29'; did you mean mnist-28?", "reproduce", "tiny.toml", "mnist-29")]
    [InlineData(2, "it may be the path of a", "reproduce", "tiny.toml", "--out", " ")]
    [InlineData(1, "tiny.toml/runs: cannot be written", "reproduce", "tiny.toml", "--out", "tiny.toml")]
    [InlineData(2, "'RUN'", "compare")]
    [InlineData(1, "there is no run folder here", "compare", "nowhere")]
    [InlineData(1, "the built-in model of this name has weights but no training run", "compare", "mnist-28")]
    public async Task A_wrong_call_is_refused_with_one_line(int exitCode, string message, params string[] arguments)
    {
        Assert.Contains(message, (await SaccadeCalls.Run(_folder.Path, arguments)).Failed(exitCode));
        Assert.Equal(["tiny.toml"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_row_is_trained_tested_and_shown_and_compared_with_itself()
    {
        string[] command = ["reproduce", "tiny.toml", "--seeds", "2", "--threads", "1", "--out", "page"];
        Finished finished = (await SaccadeCalls.Run(_folder.Path, command)).Succeeded();
        Assert.EndsWith($"Page  {Path.Combine("page", "index.html")}\n", finished.Output);
        Assert.Contains("tiny, seed 1: test error, %: ", finished.Output);
        Assert.Contains(" ± ", File.ReadAllText(_folder["page/index.md"]));
        Assert.Contains("data:image/png;base64,", File.ReadAllText(_folder["page/index.html"]));

        Finished again = (await SaccadeCalls.Run(_folder.Path, command)).Succeeded();
        Assert.DoesNotContain("Training", again.Output);

        Finished compared = (await SaccadeCalls.Run(
            _folder.Path, "compare", "page/runs/tiny-seed0", "page/runs/tiny-seed1", "--out", "both.png")).Succeeded();
        Assert.StartsWith("run ", compared.Lines[0]);
        Assert.StartsWith("tiny-seed0  tiny ", compared.Lines[1]);
        Assert.StartsWith("tiny-seed1  tiny ", compared.Lines[2]);
        Assert.True(File.Exists(_folder["both.png"]));
        Assert.Contains("| tiny-seed1 | tiny | 1 |", File.ReadAllText(_folder["both.md"]));
    }

    [Fact]
    public async Task A_budget_is_kept_to_and_marked()
    {
        File.AppendAllText(_folder["tiny.toml"], "\n[training.schedule]\nlearning_rate = 0.002\n");
        File.WriteAllText(_folder["tiny.toml"], File.ReadAllText(_folder["tiny.toml"]).Replace("epochs = 20", "epochs = 100000"));
        File.Copy(_folder["tiny.toml"], _folder["other.toml"]);
        Finished finished = (await SaccadeCalls.Run(
            _folder.Path, "reproduce", "tiny.toml", "other.toml", "--budget", "0.02", "--threads", "1")).Succeeded();
        Assert.StartsWith("2 rows of at most 0.02 min each.\n", finished.Output);
        Assert.Contains(" of 100000 epochs.", finished.Output);
        Assert.Contains("(short: ", File.ReadAllText(_folder["reproduction/index.md"]));
        Assert.DoesNotContain("epochs = 100000", File.ReadAllText(_folder["reproduction/runs/tiny-0.02min-seed0/recipe.toml"]));
    }

    [Theory]
    [InlineData(SaccadeProcess.Interrupt)]
    [InlineData(SaccadeProcess.Terminate)]
    public async Task The_same_command_resumes_after_a_signal(int signal)
    {
        Signals.SkipUnlessHeeded(signal);
        string[] command = ["reproduce", "tiny.toml", "--threads", "1"];
        using SaccadeProcess process = SaccadeProcess.Start(_folder.Path, command);
        await process.Epoch(1);
        process.Signal(signal);
        Finished stopped = await process.Finish();
        Assert.Equal(128 + signal, stopped.ExitCode);
        Assert.Equal("", stopped.Errors);
        Assert.EndsWith("Stopped and saved. The same command continues from here.\n", stopped.Output);
        Assert.Contains("Resuming after ", (await SaccadeCalls.Run(_folder.Path, command)).Succeeded().Output);
        Assert.True(File.Exists(_folder["reproduction/rows/tiny.md"]));
    }
}
