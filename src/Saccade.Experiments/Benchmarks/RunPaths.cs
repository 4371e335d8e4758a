using System.Text.RegularExpressions;

namespace Saccade.Experiments.Benchmarks;

/// <summary>Where the runs are: NAME-seedN, or NAME-Bmin-seedN for one of B minutes, since budgets must not mix.</summary>
/// <param name="folder">The folder of all runs.</param>
/// <param name="budget">The time of each run; null for the recipe's full length.</param>
internal sealed class RunPaths(string folder, TimeSpan? budget)
{
    /// <summary>The folder of a run, which need not exist.</summary>
    public string Place(string name, long seed)
    {
        string limit = budget is TimeSpan time ? string.Create(CultureInfo.InvariantCulture, $"-{time.TotalMinutes:0.####}min") : "";
        return Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}{limit}-seed{seed}"));
    }

    /// <summary>The run to resume or use; null if there is none. A finished run of full length serves every budget it kept to.</summary>
    /// <exception cref="SaccadeException">The run there was trained by another recipe.</exception>
    public RunFolder? Find(Recipe recipe, long seed) => InPlace(recipe, seed)
        ?? AnyBudget(recipe, seed)
            .FirstOrDefault(run => run.Info.Seed == seed && Same(run.Recipe, recipe) && Serves(RunProgress.Read(run)));

    /// <summary>A run with one of the first <paramref name="seeds"/> seeds and the same budget; null if there is none.</summary>
    /// <exception cref="SaccadeException">The run there was trained by another recipe.</exception>
    public RunFolder? OtherSeed(Recipe recipe, int seeds) =>
        Enumerable.Range(0, seeds).Select(seed => InPlace(recipe, seed)).FirstOrDefault(run => run is not null);

    private bool Serves(RunProgress progress) => progress.Finished && (budget is null || progress.Seconds <= budget.Value.TotalSeconds);

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

    private void RefuseOther(Recipe recipe, RunFolder run)
    {
        Recipe expected = budget is null ? recipe : ShortSchedule.Fit(recipe, run.Recipe.Training.Epochs);
        if (Same(run.Recipe, expected))
        {
            return;
        }
        (string key, string here, string there) =
            RecipeText.Differences(expected with { Title = "" }, run.Recipe with { Title = "" }).First();
        string detail = $"the recipe {recipe.Name} now has {here}", remedy = "move the run away or choose another --out folder";
        throw new SaccadeException(new(ErrorKind.Mismatch, run.Path, detail, remedy, key, there));
    }

    /// <summary>Whether two recipes differ at most in their title.</summary>
    private static bool Same(Recipe one, Recipe other) => one with { Title = "" } == other with { Title = "" };
}
