using System.Text.RegularExpressions;
using Saccade.Experiments.Engines;

namespace Saccade.Experiments.Runs;

/// <summary>The commands that repeat a training.</summary>
internal static partial class TrainingCommand
{
    /// <summary>A line for each training: those of the models that the run began with, as far as they are known, then its own.</summary>
    public static string Create(RunFolder run, IEnumerable<string>? recipeFolders = null) =>
        string.Join('\n', [.. OfInitialModels(run), Line(run, recipeFolders)]);

    /// <summary>The same lines of a run that another one begins with; null if its files cannot be read.</summary>
    public static IReadOnlyList<string>? OfInitial(RunFolder run)
    {
        try
        {
            RunProgress progress = RunProgress.Read(run);
            string remark = IsOwn(run.Recipe, null) ? " # by a recipe that is not kept here"
                : progress.Finished ? ""
                : FormattableString.Invariant($" # stopped after epoch {progress.Epochs}");
            return [.. OfInitialModels(run), $"{Line(run, null)} --run {ShellWord.Quote(Path.GetFileName(run.Path))}{remark}"];
        }
        catch (SaccadeException)
        {
            return null;
        }
    }

    private static IEnumerable<string> OfInitialModels(RunFolder run) =>
        (run.Info.InitialModels ?? []).SelectMany(model => model.Commands ?? []).Distinct();

    /// <summary>The command of one run, with the options in which its recipe differs from today's recipe of that name.</summary>
    private static string Line(RunFolder run, IEnumerable<string>? recipeFolders)
    {
        (Recipe recipe, RunInfo info) = (RecipePaths.NamesOnly(run.Recipe), run.Info);
        List<string> words = [];
        if (IsOwn(recipe, recipeFolders))
        {
            words.Add(OfOwn(recipe.Name));
        }
        else
        {
            Recipe today = RecipeFile.Read(recipe.Name, recipeFolders);
            words.Add($"saccade train {ShellWord.Quote(recipe.Name)}");
            words.AddRange(RecipeText.Differences(recipe, today with { Name = recipe.Name, Title = recipe.Title })
                // The options of baseline classifiers mean nothing to a model that takes glimpses.
                .Where(difference => !recipe.Model.TakesGlimpses
                    || !difference.Key.StartsWith("model.classifier.", StringComparison.Ordinal))
                .Select(difference => $"--set {ShellWord.Quote($"{difference.Key}={Value(difference.Value)}")}"));
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

    /// <summary>Whether a recipe is a file of the user's, whose text the header of the model has.</summary>
    private static bool IsOwn(Recipe recipe, IEnumerable<string>? recipeFolders) => !RecipeFile.Names(recipeFolders).Contains(recipe.Name);

    /// <summary>How the command begins for a recipe of the user's.</summary>
    public static string OfOwn(string name) => $"saccade train {ShellWord.Quote(name + RecipeFile.Ending)}";

    /// <summary>The options of images and networks that the last of some commands changes, as in <c>model.glimpses=3</c>.</summary>
    public static IEnumerable<string> ChangesOfModel(string commands) =>
        Change().Matches(commands.Split('\n')[^1]).Select(match => match.Groups["change"].Value);

    /// <summary>A value in TOML; names without their quotes, which a text that could be another value needs.</summary>
    private static string Value(string toml) => Name().Match(toml) is { Success: true } name ? name.Groups["name"].Value : toml;

    [GeneratedRegex("^\"(?<name>(?!(?:true|false|inf|nan)\"$)[A-Za-z][A-Za-z_-]*)\"$")]
    private static partial Regex Name();

    [GeneratedRegex("""--set (?:(?<change>(?:task|model)\.\S+)|(?<quote>['"])(?<change>(?:task|model)\..+?)\k<quote>)""")]
    private static partial Regex Change();
}
