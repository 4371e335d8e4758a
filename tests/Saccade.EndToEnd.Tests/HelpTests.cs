namespace Saccade.EndToEnd.Tests;

/// <summary>Help and version, which need nothing that computes.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>
    /// A copy of the program without TorchSharp, its native libraries and SkiaSharp: with them gone nothing can load them.
    /// </summary>
    public HelpTests()
    {
        string[] parts = ["Saccade.Cli.dll", "Saccade.Cli.runtimeconfig.json", "Saccade.dll", "Saccade.Experiments.dll",
            "Saccade.Figures.dll", "System.CommandLine.dll"];
        foreach (string part in parts)
        {
            File.Copy(Path.Combine(SaccadeProcess.ProgramFolder, part), _folder[part]);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("saccade [command] [options]", "--help")]
    [InlineData("saccade [command] [options]", "-h")]
    [InlineData("saccade train [<RECIPE>] [options]", "train", "--help")]
    [InlineData("saccade eval <RUN_OR_MODEL> [options]", "eval", "--help")]
    [InlineData("saccade look <RUN_OR_MODEL> [options]", "look", "--help")]
    [InlineData("saccade figures <RUN_OR_MODEL> [options]", "figures", "--help")]
    [InlineData("saccade report <RUN_OR_MODEL> [options]", "report", "--help")]
    [InlineData("saccade trace <RUN_OR_MODEL> [options]", "trace", "--help")]
    [InlineData("saccade info <RUN_OR_MODEL> [options]", "info", "--help")]
    [InlineData("saccade serve [options]", "serve", "--help")]
    [InlineData("saccade release <RUN> [options]", "release", "--help")]
    [InlineData("saccade data [<RECIPE>] [options]", "data", "--help")]
    [InlineData("saccade doctor [options]", "doctor", "--help")]
    public async Task Help_needs_no_libtorch(string usage, params string[] arguments) =>
        Assert.Contains($"Usage:\n  {usage}\n", (await RunBare(arguments)).Succeeded().Output);

    [Fact]
    public async Task The_version_needs_no_libtorch() =>
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", (await RunBare("--version")).Succeeded().Output);

    [Fact]
    public async Task A_wrong_call_needs_no_libtorch() =>
        Assert.Contains("--seed was 'x'", (await RunBare("train", "--seed", "x")).Failed(2));

    [Fact]
    public async Task Help_of_train_and_data_has_the_recipes_as_a_table_of_families()
    {
        string train = (await SaccadeCalls.Run(_folder.Path, "train", "--help")).Succeeded().Output;
        string table = train[train.IndexOf("Recipes, and the endings", StringComparison.Ordinal)..];
        Assert.Contains("\n  mnist-28         -t2 -t3 -t4 -t5 -t6\n", table);
        Assert.Contains("\n  conv…            -cluttered-100-4 -cluttered-100-8 -cluttered-60 -mnist-28 -translated-60\n", table);
        Assert.Contains("\n  quickstart\n", table);
        Assert.DoesNotContain("mnist-28-t2", train);
        Assert.EndsWith(table, (await SaccadeCalls.Run(_folder.Path, "data", "--help")).Succeeded().Output);
    }

    private async Task<Finished> RunBare(params string[] arguments)
    {
        using SaccadeProcess process = SaccadeProcess.Start(SaccadeProcess.StartInfo(_folder.Path, arguments, _folder.Path));
        return await process.Finish();
    }
}
