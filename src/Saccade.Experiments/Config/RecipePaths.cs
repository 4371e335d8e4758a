using Saccade.Data;

namespace Saccade.Experiments.Config;

/// <summary>The paths of data files in a recipe.</summary>
internal static class RecipePaths
{
    /// <summary>The recipe with absolute paths; relative ones are relative to a folder.</summary>
    public static Recipe Resolve(Recipe recipe, string folder)
    {
        string root = Path.GetFullPath(folder);
        return Change(recipe, path => Path.GetFullPath(path, root));
    }

    /// <summary>The recipe with the names of its files alone, for others, who have other folders.</summary>
    public static Recipe NamesOnly(Recipe recipe) => Change(recipe, path => Path.GetFileName(path));

    /// <summary>Whether the recipe names files.</summary>
    public static bool NamesFiles(Recipe recipe) => Change(recipe, _ => "") != recipe;

    private static Recipe Change(Recipe recipe, Func<string, string> change)
    {
        TaskOptions task = recipe.Task;
        return recipe with
        {
            Task = task with
            {
                Images = Changed(task.Images),
                BackgroundImages = Changed(task.BackgroundImages),
                TrainingImages = Changed(task.TrainingImages),
                TrainingLabels = Changed(task.TrainingLabels),
                TestImages = Changed(task.TestImages),
                TestLabels = Changed(task.TestLabels),
            },
        };

        // What names no file is refused where it is opened, as it was written.
        string Changed(string path) => string.IsNullOrWhiteSpace(path) || path.Contains('\0') ? path : change(path);
    }
}
