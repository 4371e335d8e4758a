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
        Assert.False(File.Exists(_folder["out.png"]));
    }

    [Fact]
    public void Runs_that_differ_by_seed_alone_are_a_group_with_its_spread_and_the_interval_of_its_difference()
    {
        string[] runs =
        [
            Run("a-seed0", 1, 0), Run("a-seed1", 3, 1), Run("b-seed0", 1, 0, "model.sigma=0.3"), Run("b-seed1", 2, 1, "model.sigma=0.3"),
            Run("again", 1, 0),
        ];
        string[] lines = RunComparison.Read(runs).ToText().Split('\n');
        Assert.Equal(1 + 5 + 1 + 1 + 3 + 1, lines.Length);
        Assert.StartsWith("group ", lines[7]);
        Assert.StartsWith("a ", lines[8]);
        Assert.StartsWith("b ", lines[9]);
        Assert.EndsWith("model.sigma=0.3", lines[9]);
        // The same seed of the same recipe once more is no further seed.
        Assert.StartsWith("again ", lines[10]);
        Assert.Contains(" ± ", lines[9]);
        Assert.DoesNotContain(" ± ", lines[10]);
    }

    [Fact]
    public void Of_many_runs_the_curves_of_the_eight_best_are_drawn_and_every_row_is_shown()
    {
        RunComparison comparison = RunComparison.Read([.. Enumerable.Range(0, 10).Select(i => Run($"r{i}", 1))]);
        Assert.Equal(11, comparison.ToText().Split('\n').Length);
        Assert.Equal(2, comparison.CurvesLeftOut);
        comparison.Write(_folder["out.png"]);
        Assert.Contains("of the 8 with the lowest errors", File.ReadAllText(_folder["out.md"]));
    }

    [Theory]
    [InlineData(new double[] { 1, 3 }, new double[] { 2, 4 }, 4.303 * 1.41421356)]
    [InlineData(new double[] { 1, 1 }, new double[] { 2, 2 }, 0.0)]
    [InlineData(new double[] { 1 }, new double[] { 2, 2 }, null)]
    public void The_interval_of_a_difference_is_that_of_welch(double[] values, double[] others, double? expected)
    {
        double? found = SampleStatistics.DifferenceInterval(values, others);
        Assert.Equal(expected is null, found is null);
        Assert.Equal(expected ?? 0, found ?? 0, 1e-6);
    }

    private string Run(string name, int epochs, params string[] options) => Run(name, epochs, 7, options);

    private string Run(string name, int epochs, long seed, params string[] options)
    {
        Recipe recipe = new Recipe { Name = "trial" }.With(["training.epochs=3", .. options]);
        RunInfo info = new()
        {
            Seed = seed,
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
