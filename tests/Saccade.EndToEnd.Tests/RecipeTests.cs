using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Saccade.Data.Formats;
using Saccade.Data.Sources;
using Saccade.Experiments.Config;
using Saccade.Images;

namespace Saccade.EndToEnd.Tests;

/// <summary>Each recipe starts, learns a bit and is evaluated, on a budget of seconds.</summary>
public sealed partial class RecipeTests : IDisposable
{
    private static readonly string[] s_small = Options.Set("model.hidden=32", "model.glimpse_hidden=32", "model.glimpse_features=32");

    private readonly TemporaryFolder _folder = new();
    /// <summary>
    /// All but those that are another with fewer glimpses and nothing else; two or three of MNIST learn their first place. Pictures would
    /// have to be given.
    /// </summary>
    public static TheoryData<string> Different =>
    [
        .. RecipeFile.Names([Recipes]).Where(name => !FewerGlimpses().IsMatch(name) && !RecipeFile.Read(name, [Recipes]).Task.HasPictures),
    ];

    private static string Recipes => Path.Combine(SaccadeProcess.ProgramFolder, "recipes");

    [GeneratedRegex(@"(?<!mnist-28)-t\d$|-t[4-9]$")]
    private static partial Regex FewerGlimpses();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Different))]
    public async Task Each_recipe_learns_and_is_evaluated(string recipe)
    {
        bool acts = recipe == "catch";
        string[] little = acts
            ? Options.Set("catch.training_episodes=320", "catch.validation_episodes=50")
            : Options.Set("task.digits=drawn", "task.training_digits=200", "task.validation_digits=50", "task.test_digits=100",
                "training.batch_size=10");
        (await SaccadeCalls.Run(_folder.Path, ["train", recipe, "--run", "run", "--threads", "1", .. s_small, .. little,
            .. Options.Set("training.epochs=4", "training.schedule.learning_rate=0.003")])).Succeeded();
        // Catch is not learned in seconds: its reward comes at the end, and the loss of its actions follows the value estimate.
        double[] losses = Column("loss_action");
        Assert.True(acts ? losses.All(double.IsFinite) : losses[^1] < losses[0], $"{recipe} does not learn: {string.Join(", ", losses)}");
        JsonElement result = (await SaccadeCalls.Run(_folder.Path,
            ["eval", "run", "--json", "--threads", "1", .. acts ? ["--episodes", "50"] : Array.Empty<string>()])).Succeeded().Json();
        Assert.Equal(acts ? 50 : 100, result.GetProperty("images").GetInt32());
        Assert.InRange(result.GetProperty("errorPercent").GetDouble(), 0, 100);
    }

    [Fact]
    public async Task Quickstart_is_learned() => await Learn(
        "quickstart", 6, 2.2, [], "task.training_digits=3000", "task.validation_digits=300", "task.test_digits=500", "training.epochs=3");

    [Fact]
    public async Task Mnist_is_learned() =>
        // What is not for validation is trained on.
        await Learn("mnist-28", 7, 2.2, ["--data", MnistFolder()], "task.validation_digits=55000", "training.epochs=1");

    [Theory]
    [InlineData("mnist-28-t6", 6, 5_000, 2.2)]
    [InlineData("conv-mnist-28", 1, 5_000, 2.2)]
    [InlineData("translated-60", 8, 15_000, 2.2)]
    [InlineData("cluttered-60", 8, 20_000, 2.2)]
    [InlineData("cluttered-100-8", 8, 40_000, 2.28)]
    public async Task A_part_of_Mnist_is_learned(string recipe, int glimpses, int digits, double mostLoss)
    {
        const int validation = 1000;
        MnistSource mnist = new(MnistFolder());
        await Learn(recipe, glimpses, mostLoss, [],
        [
            "task.digits=idx", $"task.validation_digits={validation}", "training.epochs=1",
            .. Write("training", mnist.Load(MnistPart.Training).Slice(0, digits + validation)),
            .. Write("test", mnist.Load(MnistPart.Test)),
        ]);
    }

    private async Task Learn(string recipe, int glimpses, double mostLoss, string[] data, params string[] overrides)
    {
        (await SaccadeCalls.Run(
            _folder.Path,
                ["train", recipe, "--run", "run", .. data, .. Options.SmallNets,
                    .. Options.Set(["model.hidden=64", "model.glimpse_hidden=64", "training.batch_size=20",
                        "training.schedule.learning_rate=0.003", .. overrides])])).Succeeded();
        // Guessing costs ln 10 = 2.30 and is wrong in 90 of 100 cases.
        Assert.InRange(Column("loss_action")[^1], 0, mostLoss);
        JsonElement result = (await SaccadeCalls.Run(_folder.Path, ["eval", "run", "--json", "--threads", "1", .. data])).Succeeded()
            .Json();
        Assert.InRange(result.GetProperty("errorPercentHigh").GetDouble(), 0, 88);
        Assert.Equal(glimpses, result.GetProperty("accuracyByGlimpse").GetArrayLength());
    }

    private static string MnistFolder()
    {
        string data = Environment.GetEnvironmentVariable("SACCADE_DATA") ?? "";
        Assert.SkipWhen(data.Length == 0, "SACCADE_DATA names no folder of MNIST files.");
        return Path.GetFullPath(data);
    }

    /// <summary>Writes IDX files of a split, and gives the options that name them.</summary>
    private string[] Write(string split, ImageSet images)
    {
        IdxFile.WriteImages(_folder[split + ".images"], images);
        IdxFile.WriteLabels(_folder[split + ".labels"], images.Labels);
        return [$"task.{split}_images={split}.images", $"task.{split}_labels={split}.labels"];
    }

    /// <summary>A figure of each epoch of the run.</summary>
    private double[] Column(string name)
    {
        string[][] metrics = [.. File.ReadAllLines(_folder["run/metrics.csv"]).Select(line => line.Split(','))];
        int column = Array.IndexOf(metrics[0], name);
        return [.. metrics.Skip(1).Select(line => double.Parse(line[column], CultureInfo.InvariantCulture))];
    }
}
