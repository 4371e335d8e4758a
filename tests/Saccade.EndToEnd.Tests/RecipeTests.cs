using System.Globalization;
using System.Text.Json;

namespace Saccade.EndToEnd.Tests;

/// <summary>Each recipe starts, learns a bit and is evaluated, on a budget of seconds.</summary>
public sealed class RecipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Quickstart_learns() => await Learn(
        "quickstart", 6, "task.training_digits=3000", "task.validation_digits=300", "task.test_digits=500", "training.epochs=3", "training.batch_size=20");

    [Theory]
    [InlineData("mnist-28", 7)]
    [InlineData("mnist-28-6", 6)]
    public async Task Mnist_is_learned(string recipe, int glimpses)
    {
        string? data = Environment.GetEnvironmentVariable("SACCADE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "SACCADE_DATA names no folder of MNIST files.");
        // What is not for validation is trained on: 5,000 digits.
        await Learn(recipe, glimpses, "task.validation_digits=55000", "training.epochs=1", "training.batch_size=20");
    }

    private async Task Learn(string recipe, int glimpses, params string[] overrides)
    {
        string[] data = Environment.GetEnvironmentVariable("SACCADE_DATA") is { Length: > 0 } folder && recipe.StartsWith("mnist", StringComparison.Ordinal) ? ["--data", Path.GetFullPath(folder)] : [];
        (await SaccadeProcess.Run(
            _folder.Path, ["train", recipe, "--run", "run", .. data, .. Options.SmallNets, .. Options.Set("model.hidden=64", "model.glimpse_hidden=64", "training.schedule.learning_rate=0.003"), .. Options.Set(overrides)])).Succeeded();
        string[] metrics = File.ReadAllLines(_folder["run/metrics.csv"]);
        double loss = double.Parse(metrics[^1].Split(',')[Array.IndexOf(metrics[0].Split(','), "loss_action")], CultureInfo.InvariantCulture);
        // Guessing costs ln 10 = 2.30 and is wrong in 90 of 100 cases.
        Assert.InRange(loss, 0, 2.2);
        JsonElement result = (await SaccadeProcess.Run(_folder.Path, ["eval", "run", "--json", "--threads", "1", .. data])).Succeeded().Json();
        Assert.InRange(result.GetProperty("errorPercentHigh").GetDouble(), 0, 88);
        Assert.Equal(glimpses, result.GetProperty("accuracyByGlimpse").GetArrayLength());
    }
}
