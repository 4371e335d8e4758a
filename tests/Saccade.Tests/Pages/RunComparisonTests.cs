using Saccade.Checkpoints;
using Saccade.Experiments.Pages;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Learning;
using Saccade.Runtime;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Runs;

namespace Saccade.Tests.Pages;

public sealed class RunComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Final_figures_stand_side_by_side_as_text_and_as_markdown()
    {
        string one = Run("one", 3), two = Run("two", 1);
        RunComparison comparison = RunComparison.Of([one, two + Path.DirectorySeparatorChar]);
        string[] lines = comparison.ToText().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Single(lines.Select(line => line.Length).Distinct());
        Assert.StartsWith("run  recipe", lines[0]);
        Assert.StartsWith("one  trial ", lines[1]);
        Assert.StartsWith("two  trial ", lines[2]);
        Assert.Contains(" 3 ", lines[1]);
        Assert.Contains("1 of 3", lines[2]);

        Assert.Equal(_folder["out.md"], comparison.Write(_folder["out.png"]));
        string page = File.ReadAllText(_folder["out.md"]);
        PageTests.RequireTables(page);
        Assert.Contains("![Learning curves](out.png)", page);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_folder["out.png"])[..4]);
        comparison.Write(_folder["out.svg"]);
        Assert.StartsWith("<?xml", File.ReadAllText(_folder["out.svg"]));
    }

    [Fact]
    public void Weights_are_counted_without_running_statistics()
    {
        string run = Run("one", 1);
        new TensorFile(
            [new NamedTensor("core.weight", [2, 3], new float[6]), new NamedTensor("norm.running_mean", [4], new float[4])],
            new Dictionary<string, string>()).Write(RunFolder.Open(run).ModelPath);
        Assert.EndsWith(" 6", RunComparison.Of([run]).ToText());
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        string run = Run("one", 1);
        Assert.Contains("not finished an epoch", Assert.Throws<SaccadeException>(() => RunComparison.Of([run, Run("fresh", 0)])).Message);
        Assert.Contains("There is no run folder", Assert.Throws<SaccadeException>(() => RunComparison.Of([_folder["none"]])).Message);
        Assert.Contains("named twice", Assert.Throws<OptionException>(() => RunComparison.Of([run, run + "/"])).Message);
        Assert.Contains("ends in .png", Assert.Throws<OptionException>(() => RunComparison.Of([run]).Write(_folder["out.gif"])).Message);
        Assert.Throws<OptionException>(() => RunComparison.Of([.. Enumerable.Range(0, 9).Select(i => Run($"r{i}", 1))]).Write(_folder["out.png"]));
        Assert.False(File.Exists(_folder["out.png"]));
    }

    private string Run(string name, int epochs)
    {
        Recipe recipe = new Recipe { Name = "trial" }.With(["training.epochs=3"]);
        RunInfo info = new()
        {
            Seed = 7,
            Threads = 1,
            Engine = EngineKind.Fast,
            StartedAt = DateTimeOffset.UnixEpoch,
            Saccade = "",
            DotNet = "",
            TorchSharp = "",
            Commit = null,
        };
        using RunWriter writer = RunWriter.Create(_folder[name], recipe, info);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            writer.Append(MetricsTableTests.Metrics(epoch, epoch), DateTimeOffset.UnixEpoch);
        }
        return _folder[name];
    }
}
