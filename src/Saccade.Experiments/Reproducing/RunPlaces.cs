using System.Globalization;
using System.Text.RegularExpressions;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Runtime;

namespace Saccade.Experiments.Reproducing;

/// <summary>
/// Where the runs of a reproduction are: NAME-seedN, or NAME-Bmin-seedN for one of B minutes, so that a longer budget
/// never mixes with a shorter one.
/// </summary>
/// <param name="folder">The folder of all runs.</param>
/// <param name="budget">The time of each run; null for the recipe's full length.</param>
internal sealed class RunPlaces(string folder, TimeSpan? budget)
{
    /// <summary>The folder of a run, which need not exist.</summary>
    public string Place(string name, long seed) => Place(name, seed, budget is TimeSpan time
        ? string.Create(CultureInfo.InvariantCulture, $"-{time.TotalMinutes:0.####}min")
        : "");

    /// <summary>The run to take up or to use; null if there is none yet. A finished run at the recipe's full length serves every budget that it kept to.</summary>
    /// <exception cref="SaccadeException">The run there was trained by another recipe.</exception>
    public RunFolder? Find(Recipe recipe, long seed)
    {
        return InPlace(recipe, seed)
            ?? AnyBudget(recipe, seed).FirstOrDefault(run => run.Info.Seed == seed && Same(run.Recipe, recipe) && Serves(RunProgress.Of(run)));
    }

    /// <summary>A run with one of the first <paramref name="seeds"/> seeds and the same budget; null if there is none.</summary>
    /// <exception cref="SaccadeException">The run there was trained by another recipe.</exception>
    public RunFolder? OtherSeed(Recipe recipe, int seeds) =>
        Enumerable.Range(0, seeds).Select(seed => InPlace(recipe, seed)).FirstOrDefault(run => run is not null);

    private bool Serves(RunProgress progress) => progress.Finished && (budget is not TimeSpan time || progress.Seconds <= time.TotalSeconds);

    private RunFolder? InPlace(Recipe recipe, long seed)
    {
        string place = Place(recipe.Name, seed);
        if (!RunFolder.IsRun(place))
        {
            return null;
        }
        RunFolder run = RunFolder.Open(place);
        RefuseOther(recipe, run);
        return run;
    }

    private IEnumerable<RunFolder> AnyBudget(Recipe recipe, long seed)
    {
        Regex place = new(string.Create(CultureInfo.InvariantCulture, $@"^{Regex.Escape(recipe.Name)}(-[\d.]+min)?-seed{seed}$"));
        return Directory.Exists(folder)
            ? Directory.GetDirectories(folder)
                .Where(path => place.IsMatch(Path.GetFileName(path)))
                .Order(StringComparer.Ordinal)
                .Where(RunFolder.IsRun)
                .Select(RunFolder.Open)
            : [];
    }

    private string Place(string name, long seed, string time) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}{time}-seed{seed}"));

    private void RefuseOther(Recipe recipe, RunFolder run)
    {
        Recipe expected = budget is null ? recipe : ShortSchedule.Fit(recipe, run.Recipe.Training.Epochs);
        if (Same(run.Recipe, expected))
        {
            return;
        }
        (string here, string there) = RecipeText.Write(expected with { Title = "" }).Split('\n')
            .Zip(RecipeText.Write(run.Recipe with { Title = "" }).Split('\n'))
            .First(pair => pair.First != pair.Second);
        throw new SaccadeException($"{run.Path} was trained by another recipe than {recipe.Name} is now: '{there}' there, '{here}' now; move it away or choose another --out folder.");
    }

    /// <summary>Whether two recipes are the same experiment, whatever they call it.</summary>
    private static bool Same(Recipe one, Recipe other) => one with { Title = "" } == other with { Title = "" };
}
