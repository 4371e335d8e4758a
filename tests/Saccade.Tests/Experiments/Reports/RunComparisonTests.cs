using System.Globalization;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Reports;
using Saccade.Experiments.Runs;
using Saccade.Networks;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Experiments.Runs;

namespace Saccade.Tests.Experiments.Reports;

public sealed class RunComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Final_figures_stand_side_by_side_as_text_and_as_markdown()
    {
        string one = Run("one", 3), two = Run("two", 1);
        RunComparison comparison = RunComparison.Read([one, two + Path.DirectorySeparatorChar]);
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
        Assert.StartsWith("<svg", File.ReadAllText(_folder["out.svg"]));
    }

    [Fact]
    public void Weights_are_counted_without_running_statistics()
    {
        string run = Run("one", 1, "model.batch_norm=true");
        File.WriteAllBytes(RunFolder.Open(run).ModelPath, []);
        NetworkPlan plan = NetworkPlan.Create(RunFolder.Open(run).Recipe.ModelForTask);
        int trained =
            plan.Tensors().Where(tensor => !tensor.Name.Contains("running", StringComparison.Ordinal)).Sum(tensor => tensor.Length);
        Assert.True(trained < plan.Tensors().Sum(tensor => tensor.Length));
        Assert.EndsWith(" " + trained.ToString("#,0", CultureInfo.InvariantCulture), RunComparison.Read([run]).ToText());
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        string run = Run("one", 1);
        ErrorData fresh = Assert.Throws<SaccadeException>(() => RunComparison.Read([run, Run("fresh", 0)])).Error;
        Assert.Equal((ErrorKind.NotReady, _folder["fresh"]), (fresh.Kind, fresh.Path));
        ErrorData missing = Assert.Throws<SaccadeException>(() => RunComparison.Read([_folder["none"]])).Error;
        Assert.Equal((ErrorKind.Missing, _folder["none"]), (missing.Kind, missing.Path));
        ErrorData twice = Assert.Throws<OptionException>(() => RunComparison.Read([run, run + "/"])).Error;
        Assert.Equal((ErrorKind.NotAllowed, run), (twice.Kind, twice.Path));
        ErrorData ending = Assert.Throws<OptionException>(() => RunComparison.Read([run]).Write(_folder["out.gif"])).Error;
        Assert.Equal((_folder["out.gif"], "any that ends in .png or .svg"), (ending.Value, ending.Allowed));
        Assert.Throws<OptionException>(
            () => RunComparison.Read([.. Enumerable.Range(0, 9).Select(i => Run($"r{i}", 1))]).Write(_folder["out.png"]));
        Assert.False(File.Exists(_folder["out.png"]));
    }

    private string Run(string name, int epochs, params string[] options)
    {
        Recipe recipe = new Recipe { Name = "trial" }.With(["training.epochs=3", .. options]);
        RunInfo info = new()
        {
            Seed = 7,
            Threads = 1,
            Engine = EngineKind.Cpu,
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
