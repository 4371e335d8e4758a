using Saccade.Imaging.Sets;
using Saccade.Networks;

namespace Saccade.Cli.Invocation;

/// <summary>The recipe of a command that takes pictures in place of a recipe's images, or a recipe alone.</summary>
internal static class PictureArgument
{
    /// <summary>The recipe that was named, for the pictures if there are some; for pictures alone one chosen by what is found.</summary>
    /// <param name="recipe">The name or path of a recipe; null for none.</param>
    /// <param name="pictures">A folder or list of pictures; null for the recipe's own images.</param>
    /// <param name="kind">The kind of model; null for the recipe's, and for the recurrent attention model without a recipe.</param>
    public static Recipe Recipe(string? recipe, string? pictures, ModelKind? kind = null)
    {
        if (recipe is null)
        {
            PictureRecipe chosen = PictureRecipe.Choose(pictures!, PictureSurvey.Of(pictures!), kind ?? ModelKind.Attention);
            Text.Print(chosen.Reasons);
            Text.Print(chosen.Advice);
            return chosen.Recipe;
        }
        Recipe named = RecipeFile.Read(recipe);
        named = kind is ModelKind asked ? named with { Model = named.Model with { Kind = asked } } : named;
        return pictures is null ? named : named with { Task = named.Task with { Images = pictures } };
    }
}
