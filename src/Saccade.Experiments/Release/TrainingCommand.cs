using System.Text.RegularExpressions;
using Saccade.Experiments.Engines;

namespace Saccade.Experiments.Release;

/// <summary>The command that repeats a training.</summary>
internal static partial class TrainingCommand
{
    /// <summary>The command, with the options in which the run's recipe differs from today's recipe of that name.</summary>
    public static string Create(RunFolder run, IEnumerable<string>? recipeFolders = null)
    {
        (Recipe recipe, RunInfo info) = (RecipePaths.NamesOnly(run.Recipe), run.Info);
        List<string> words = [];
        if (RecipeFile.Names(recipeFolders).Contains(recipe.Name))
        {
            Recipe today = RecipeFile.Read(recipe.Name, recipeFolders);
            words.Add($"saccade train {ShellWord.Quote(recipe.Name)}");
            words.AddRange(RecipeText.Differences(recipe, today with { Name = recipe.Name, Title = recipe.Title })
                // The options of baseline classifiers mean nothing to a model that takes glimpses.
                .Where(difference => !recipe.Model.TakesGlimpses
                    || !difference.Key.StartsWith("model.classifier.", StringComparison.Ordinal))
                .Select(difference => $"--set {ShellWord.Quote($"{difference.Key}={Value(difference.Value)}")}"));
        }
        else
        {
            // The recipe came from a file of the user's, whose whole text is in the model's header.
            words.Add(OfOwn(recipe.Name));
        }
        words.AddRange((info.InitialModels ?? []).Select(model => $"--init {ShellWord.Quote(model.Name)}"));
        if (info.Seed != 0)
        {
            words.Add(FormattableString.Invariant($"--seed {info.Seed}"));
        }
        if (info.Engine != EngineFactory.KindFor(recipe.Model, info.Device))
        {
            words.Add($"--engine {info.Engine.ToString().ToLowerInvariant()}");
        }
        if (info.Device != ComputeDevice.Cpu)
        {
            words.Add($"--device {info.Device.ToString().ToLowerInvariant()}");
        }
        words.Add(FormattableString.Invariant($"--threads {info.Threads}"));
        return string.Join(' ', words) + recipe.ExtensionOptions(Path.GetFileName);
    }

    /// <summary>How the command begins for a recipe of the user's.</summary>
    public static string OfOwn(string name) => $"saccade train {ShellWord.Quote(name + RecipeFile.Ending)}";

    /// <summary>A value in TOML; names without their quotes, which a text that could be another value needs.</summary>
    private static string Value(string toml) => Name().Match(toml) is { Success: true } name ? name.Groups["name"].Value : toml;

    [GeneratedRegex("^\"(?<name>(?!(?:true|false|inf|nan)\"$)[A-Za-z][A-Za-z_-]*)\"$")]
    private static partial Regex Name();
}
