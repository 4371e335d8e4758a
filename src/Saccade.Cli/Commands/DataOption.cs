using Saccade.Data;

namespace Saccade.Cli.Commands;

/// <summary><c>--data</c>, the folder of MNIST.</summary>
internal static class DataOption
{
    /// <summary>Why options of images cannot be given for another task.</summary>
    public const string NoImages = "the task of this model has no images.";

    /// <summary>Refuses options of the recipe's images beside the user's own images, and <c>--data</c> where it has no use.</summary>
    /// <exception cref="OptionException">One was given, or no images were given and the model's task is unknown.</exception>
    public static void RefuseBeside(
        ParseResult parsed, Option<string?> images, Option<Split?> split, Option<string?> data, TrainedModel trained)
    {
        if (parsed.GetValue(images) is not null)
        {
            Arguments.RefuseGiven(parsed, $"the images are those of {images.Name}.", split, data);
        }
        else
        {
            RefuseWithoutMnist(parsed, data, trained.RequireRecipe($"the images by {images.Name}"));
        }
    }

    /// <summary>Refuses options of pictures where the recipe has none.</summary>
    /// <exception cref="OptionException">One was given for another task.</exception>
    public static void RefuseWithoutPictures(ParseResult parsed, Recipe recipe, params Option[] options)
    {
        if (!recipe.Task.HasPictures)
        {
            Arguments.RefuseGiven(parsed, $"it is for pictures, and {recipe.Name} has none; --images names some.", options);
        }
    }

    /// <summary>Refuses it where the recipe has no use for MNIST.</summary>
    /// <exception cref="OptionException">It was given for another task.</exception>
    public static void RefuseWithoutMnist(ParseResult parsed, Option<string?> data, Recipe recipe)
    {
        if (recipe.Task.HasPictures)
        {
            Arguments.RefuseGiven(parsed, $"it is the folder of MNIST, and {recipe.Name} has pictures.", data);
        }
        else if (recipe.Task.Kind != TaskKind.Classification)
        {
            Arguments.RefuseGiven(parsed, NoImages, data);
        }
        else if (recipe.Task.Digits != DigitSource.Mnist)
        {
            string source = recipe.Task.Digits == DigitSource.Drawn ? "drawn by the program" : "read from the files that the recipe names";
            Arguments.RefuseGiven(parsed, $"it is the folder of MNIST, and the digits of {recipe.Name} are {source}.", data);
        }
    }
}
