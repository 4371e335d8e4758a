using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Learning;
using Saccade.Runtime;

namespace Saccade.Experiments.Shipping;

/// <summary>The command that trains a run anew.</summary>
internal static class TrainingCommand
{
    /// <summary>The command, with what the run's recipe states otherwise than the recipe of that name does today.</summary>
    /// <param name="run">The run.</param>
    /// <param name="recipeFolders">Where to look for the recipe; <see cref="RecipeFile.DefaultFolders"/> by default.</param>
    public static string Of(RunFolder run, IEnumerable<string>? recipeFolders = null)
    {
        (Recipe recipe, RunInfo info) = (run.Recipe, run.Info);
        List<string> words = ["saccade train"];
        if (Today(recipe.Name, recipeFolders) is Recipe today)
        {
            words.Add(recipe.Name);
            words.AddRange(RecipeText.Differences(recipe, today with { Name = recipe.Name, Title = recipe.Title })
                .Select(difference => $"--set {Quoted($"{difference.Key}={difference.Value.Trim('"')}")}"));
        }
        else
        {
            // The recipe came from a file of the user's, whose whole text is in the model's header.
            words.Add(Quoted(recipe.Name + ".toml"));
        }
        if (info.Seed != 0)
        {
            words.Add(FormattableString.Invariant($"--seed {info.Seed}"));
        }
        if (info.Engine != Engines.KindFor(recipe.Model, info.Device))
        {
            words.Add($"--engine {info.Engine.ToString().ToLowerInvariant()}");
        }
        if (info.Device != ComputeDevice.Cpu)
        {
            words.Add($"--device {info.Device.ToString().ToLowerInvariant()}");
        }
        words.Add(FormattableString.Invariant($"--threads {info.Threads}"));
        return string.Join(' ', words);
    }

    private static Recipe? Today(string name, IEnumerable<string>? folders) =>
        RecipeFile.Names(folders).Contains(name) ? RecipeFile.Read(name, folders) : null;

    private static string Quoted(string word) => word.Any(c => char.IsWhiteSpace(c) || "'$&;|()<>*?".Contains(c)) ? $"'{word.Replace("'", "'\\''")}'" : word;
}
