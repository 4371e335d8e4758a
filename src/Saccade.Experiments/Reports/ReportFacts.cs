using Saccade.Experiments.Machine;
using Saccade.Sensing;

namespace Saccade.Experiments.Reports;

/// <summary>The facts that a report states.</summary>
internal static class ReportFacts
{
    /// <summary>The origin of the model, from its file and its run.</summary>
    public static IEnumerable<(string Name, string Value)> Origin(TrainedModel trained)
    {
        IReadOnlyDictionary<string, string> facts = trained.File.Facts;
        Recipe recipe = trained.RequireRecipe();
        RunProgress? progress = trained.Run is null ? null : RunProgress.Read(trained.Run);
        string planned = progress is null ? "" : $" of {progress.Epochs}{(progress.Finished ? "" : $", {recipe.Training.Epochs} planned")}";
        yield return ("Weights of epoch", Fact("epoch") + planned);
        if (progress is { Epochs: > 0 })
        {
            yield return ("Training time", Formatting.Duration(progress.Seconds));
            string items = RecipeTask.Open(recipe, dataFolder: null).Measure.Items;
            yield return (
                $"{char.ToUpperInvariant(items[0])}{items[1..]} a second", Formatting.Whole((long)Math.Round(progress.ImagesPerSecond)));
        }
        yield return ("Weights", Formatting.Whole(NetworkPlan.Create(trained.File.Model).Parameters));
        if (trained.File.Model.TakesGlimpses)
        {
            SensorOptions sensor = trained.File.Model.Sensor;
            yield return ("Glimpses", Formatting.Whole(trained.File.Model.Glimpses));
            yield return ("Sensor", $"{sensor.Scales} × {sensor.PatchSide}×{sensor.PatchSide} pixels");
        }
        if (trained.Run is RunFolder run)
        {
            yield return ("Threads", Formatting.Whole(run.Info.Threads));
            yield return ("Machine", $"{run.Info.System}, {run.Info.Processors} processors");
            yield return ("Begun", run.Info.StartedAt.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
            yield return ("Software", run.Info.TorchSharp is string version ? $"{run.Info.DotNet}, TorchSharp {version}" : run.Info.DotNet);
        }
        yield return ("Saccade", Fact("saccade_version").Split('+')[0]);
        yield return ("Commit", SystemReport.ShortCommit(Fact("commit")));

        string Fact(string key) => facts.GetValueOrDefault(key, "unknown");
    }

    /// <summary>The options that differ from their defaults: key, value, default.</summary>
    public static IEnumerable<IReadOnlyList<string>> Overrides(Recipe recipe) =>
        RecipeText.Differences(recipe, new() { Name = recipe.Name, Title = recipe.Title }).Select(d => (string[])[d.Key, d.Value, d.Other]);
}
