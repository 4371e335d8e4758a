using Saccade.Experiments.Recipes;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Experiments.Rows;

/// <summary>A row with the recipe that it is to be trained by.</summary>
/// <param name="Row">What it is and what others reported.</param>
/// <param name="Recipe">The recipe at its full length.</param>
public sealed record PlannedRow(ExperimentRow Row, Recipe Recipe)
{
    /// <summary>The rows of these names, in their order: recipes, listed in <see cref="RowTable"/> or not, and <see cref="RowTable.Ablation"/>.</summary>
    /// <param name="names">None for the whole table.</param>
    /// <param name="searchFolders">Where to look recipes up; <see cref="RecipeFile.DefaultFolders"/> by default.</param>
    /// <exception cref="OptionException">There is no such recipe, it is malformed, or two of one name differ.</exception>
    /// <exception cref="SaccadeException">A recipe's file cannot be read.</exception>
    public static IReadOnlyList<PlannedRow> Resolve(IReadOnlyList<string> names, IEnumerable<string>? searchFolders = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[]? folders = searchFolders?.ToArray();
        IEnumerable<string> wanted = names.Count > 0 ? names : RowTable.All.Select(row => row.Recipe);
        PlannedRow[] rows = [.. wanted.SelectMany(name => Expand(name, folders)).DistinctBy(row => row.Recipe)];
        if (rows.GroupBy(row => row.Recipe.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new OptionException($"Two different recipes are called '{twice.Key}'; give rows of different names, since their runs are kept by name.");
        }
        return rows;
    }

    private static IEnumerable<PlannedRow> Expand(string name, string[]? folders)
    {
        if (name == RowTable.Ablation)
        {
            return Ablation.Of(RecipeFile.Read(Ablation.Base, folders));
        }
        Recipe recipe = RecipeFile.Read(name, folders);
        return [new PlannedRow(Listed() ?? Unlisted(name, recipe), recipe)];

        // A file given by its path is the row of its name, unless it is another experiment.
        ExperimentRow? Listed() => RowTable.All.FirstOrDefault(row =>
            row.Recipe == name || (row.Recipe == recipe.Name && RecipeFile.Names(folders).Contains(row.Recipe) && RecipeFile.Read(row.Recipe, folders) == recipe));

        static ExperimentRow Unlisted(string name, Recipe recipe) =>
            new()
            {
                Recipe = name,
                Method = recipe.Title,
                HasGlimpses = recipe.Model.Kind == ModelKind.Attention && !recipe.PlaysGame,
                Measure = recipe.PlaysGame ? RowTable.BallsMissed : RowTable.TestError,
            };
    }
}
