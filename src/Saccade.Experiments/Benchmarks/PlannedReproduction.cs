using Saccade.Data;

namespace Saccade.Experiments.Benchmarks;

/// <summary>A row with its recipe.</summary>
/// <param name="Row">What it is and what others reported.</param>
/// <param name="Recipe">The recipe at its full length.</param>
public sealed record PlannedReproduction(PublishedResult Row, Recipe Recipe)
{
    /// <summary>The rows of these recipes, in the table or not, and of <see cref="PublishedResults.Ablation"/>, in their order.</summary>
    /// <param name="names">None for the whole table.</param>
    /// <param name="searchFolders">The folders to search for recipes; <see cref="RecipeFile.DefaultFolders"/> by default.</param>
    /// <exception cref="OptionException">There is no such recipe, it is malformed, or two of one name differ.</exception>
    /// <exception cref="SaccadeException">A recipe's file cannot be read.</exception>
    public static IReadOnlyList<PlannedReproduction> Resolve(IReadOnlyList<string> names, IEnumerable<string>? searchFolders = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[]? folders = searchFolders?.ToArray();
        IEnumerable<string> wanted = names.Count > 0 ? names : PublishedResults.All.Select(row => row.Recipe);
        PlannedReproduction[] rows = [.. wanted.SelectMany(name => Expand(name, folders)).DistinctBy(row => row.Recipe)];
        if (rows.GroupBy(row => row.Recipe.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            const string Detail = "two different recipes have this name";
            const string Remedy = "give rows of different names, since their runs are kept by name";
            throw new OptionException(new(ErrorKind.Mismatch, Detail: Detail, Remedy: Remedy, Key: "name", Value: twice.Key));
        }
        return rows;
    }

    private static IEnumerable<PlannedReproduction> Expand(string name, string[]? folders)
    {
        if (name == PublishedResults.Ablation)
        {
            return Ablation.Create(RecipeFile.Read(Ablation.Base, folders));
        }
        Recipe recipe = RecipeFile.Read(name, folders);
        // A file given by its path is the row of its name, unless it is another experiment.
        PublishedResult? listed = PublishedResults.All.FirstOrDefault(row => row.Recipe == name
            || (row.Recipe == recipe.Name
                && RecipeFile.Names(folders).Contains(row.Recipe)
                && RecipeFile.Read(row.Recipe, folders) == recipe));
        PublishedResult row = listed ?? new()
        {
            Recipe = name,
            Method = recipe.Title,
            HasGlimpses = recipe.Model.TakesGlimpses && recipe.Task.Kind == TaskKind.Classification,
            Measure = recipe.Task.Kind == TaskKind.Catch ? PublishedResults.BallsMissed : PublishedResults.TestError,
        };
        return [new(row, recipe)];
    }
}
