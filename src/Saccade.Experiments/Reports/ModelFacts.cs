using Saccade.Checkpoints;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Machine;

namespace Saccade.Experiments.Reports;

/// <summary>What a model file says of its training and test, as people read it.</summary>
public static class ModelFacts
{
    private static readonly Dictionary<string, (string Name, Func<string, string> Value)> s_words = new()
    {
        ["command"] = ("Trained by", Plain),
        ["initial_models"] = ("Began with", models => models.Replace("/", " and ", StringComparison.Ordinal)),
        ["trained_on"] = ("Trained on", Plain),
        ["engine"] = ("Engine", engine => EngineFactory.KindOf(engine)?.ToString().ToLowerInvariant() ?? engine),
        ["threads"] = ("Threads", Plain),
        ["later_threads"] = ("Threads, later", Plain),
        ["seed"] = ("Seed", Plain),
        ["seconds"] = ("Training time", seconds => Number(seconds, Formatting.Duration)),
        ["epoch"] = ("Weights of epoch", Plain),
        ["epochs"] = ("Epochs trained", Plain),
        ["validation_error_percent"] = ("Validation error", Percent),
        ["validation_mean_glimpses"] = ("Glimpses in validation", mean => Number(mean, Formatting.Number)),
        ["test_error_percent"] = ("Test error", Percent),
        ["test_error_percent_standard_error"] = ("Its standard error", Percent),
        ["test_error_percent_low"] = ("95% interval from", Percent),
        ["test_error_percent_high"] = ("95% interval to", Percent),
        ["test_averaged_error_percent"] = ("Averaged test error", Percent),
        ["test_accuracy_by_glimpse"] = ("Accuracy by glimpse", accuracies =>
            string.Join("  ", accuracies.Split(' ').Select(accuracy => Number(accuracy, share => Formatting.Number(100 * share)))) + " %"),
        ["test_mean_glimpses"] = ("Glimpses in the test", mean => Number(mean, Formatting.Number)),
        ["test_seen_shares"] = ("Pixels under its glimpses", shares => string.Join("  ", shares.Split(' ')
            .Select(share => Number(share, number => Formatting.Number(100 * number)))) + " %, by scale"),
        ["test_flops_per_image"] = ("FLOPs an image", flops => Number(flops, CostText.Flops)),
        ["test_images"] = ("Test images", Whole),
        ["test_draws"] = ("Draws of the test", Whole),
        ["test_rollouts"] = ("Rollouts averaged", Whole),
        ["tested_on"] = ("Tested on", Plain),
        ["slice_images"] = ("First test images", Whole),
        ["slice_wrong"] = ("Wrong among these", Whole),
        ["saccade_version"] = ("Saccade", version => version.Split('+')[0]),
        ["commit"] = ("Commit", SystemReport.ShortCommit),
    };

    /// <summary>The facts: those that Saccade writes in the order of their story, then others by name.</summary>
    public static IEnumerable<(string Name, string Value)> Of(TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Dictionary<string, string> facts = new(model.OtherFacts);
        string? names = facts.Remove(ModelFile.ClassNamesKey) ? Formatting.Names(model.ClassNames) : null;
        IEnumerable<(string, string)> classes = names is null ? [] : [("Classes", names)];
        IEnumerable<(string, string)> known = s_words
            .Where(word => facts.ContainsKey(word.Key))
            .SelectMany(word => facts[word.Key].Split('\n')
                .Select((line, i) => (i == 0 ? word.Value.Name : "and then", word.Value.Value(line))));
        IEnumerable<(string, string)> others = facts.Keys
            .Except(s_words.Keys)
            .Order(StringComparer.Ordinal)
            .Select(key => (Words(key), Number(facts[key], Rounded)));
        return [.. known, .. classes, .. others];
    }

    /// <summary>A key as words: <c>batch_size</c> becomes <c>Batch size</c>.</summary>
    private static string Words(string key)
    {
        string words = key.Replace('_', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static string Plain(string value) => value;

    private static string Percent(string value) => Number(value, percent => Formatting.Number(percent) + "%");

    private static string Whole(string value) => Number(value, number => number.ToString("N0", CultureInfo.InvariantCulture));

    private static string Rounded(double number) => number.ToString(
        number == 0 || Math.Abs(number) >= 0.001 ? "0.####" : "G4", CultureInfo.InvariantCulture);

    /// <summary>A number in words; what is none stays as it is.</summary>
    private static string Number(string value, Func<double, string> words) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) < 1e12
            ? words(number)
            : value;
}
