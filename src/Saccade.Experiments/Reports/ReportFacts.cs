using System.Globalization;
using Saccade.Experiments.Pages;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Model;

namespace Saccade.Experiments.Reports;

/// <summary>What a report states of a run beside its figures.</summary>
internal static class ReportFacts
{
    private const int MostConfusions = 12;

    /// <summary>How the model came about, by its file and its run.</summary>
    public static IEnumerable<(string Name, string Value)> Of(TrainedModel trained)
    {
        IReadOnlyDictionary<string, string> facts = trained.File.Facts;
        RunProgress? progress = trained.Run is null ? null : RunProgress.Of(trained.Run);
        yield return ("Weights of epoch", progress is null ? Fact("epoch") : $"{Fact("epoch")} of {progress.Epochs}{(progress.Finished ? "" : $", {trained.Recipe.Training.Epochs} planned")}");
        if (progress is { Epochs: > 0 })
        {
            yield return ("Training time", Words.Duration(progress.Seconds));
            yield return (trained.Recipe.PlaysGame ? "Episodes a second" : "Images a second", Whole((long)Math.Round(progress.ImagesPerSecond)));
        }
        yield return ("Weights", Whole(ModelCost.Of(trained.File.Model).Sum(cost => cost.Parameters)));
        if (trained.File.Model.Kind == ModelKind.Attention)
        {
            SensorOptions sensor = trained.File.Model.Sensor;
            yield return ("Glimpses", Whole(trained.File.Model.Glimpses));
            yield return ("Sensor", $"{sensor.Scales} × {sensor.PatchSide}×{sensor.PatchSide} pixels");
        }
        if (trained.Run is RunFolder run)
        {
            yield return ("Threads", Whole(run.Info.Threads));
            yield return ("Machine", $"{run.Info.System}, {run.Info.Processors} processors");
            yield return ("Begun", run.Info.StartedAt.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
            yield return ("Software", $"{run.Info.DotNet}, TorchSharp {run.Info.TorchSharp}");
        }
        yield return ("Saccade", Fact("saccade_version").Split('+')[0]);
        string commit = Fact("commit");
        yield return ("Commit", commit[..Math.Min(12, commit.Length)]);

        string Fact(string key) => facts.GetValueOrDefault(key, "unknown");
    }

    /// <summary>The options that differ from their defaults: key, value, default.</summary>
    public static IEnumerable<IReadOnlyList<string>> Overrides(Recipe recipe) =>
        RecipeText.Differences(recipe, new() { Name = recipe.Name, Title = recipe.Title }).Select(d => (string[])[d.Key, d.Value, d.Other]);

    /// <summary>The most frequent confusions: what it is, what it was named, how often, which share of its class.</summary>
    public static IEnumerable<IReadOnlyList<string>> Confusions(IReadOnlyList<IReadOnlyList<int>> counts) => counts
        .SelectMany((row, label) => row.Select((count, named) => (label, named, count, all: row.Sum())))
        .Where(pair => pair.label != pair.named && pair.count > 0)
        .OrderByDescending(pair => pair.count)
        .Take(MostConfusions)
        .Select(pair => (string[])
        [
            Whole(pair.label), Whole(pair.named), Whole(pair.count),
            string.Create(CultureInfo.InvariantCulture, $"{100.0 * pair.count / pair.all:0.0}%"),
        ]);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
