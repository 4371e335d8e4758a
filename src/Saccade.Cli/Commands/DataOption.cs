using System.CommandLine;
using Saccade.Data;
using Saccade.Experiments.Recipes;
using Saccade.Runtime;

namespace Saccade.Cli.Commands;

/// <summary><c>--data</c>, which tells where MNIST is.</summary>
internal static class DataOption
{
    /// <summary>Refuses what chooses among the recipe's images beside images of one's own, and otherwise <c>--data</c> where it is of no use.</summary>
    /// <exception cref="OptionException">It was given nevertheless.</exception>
    public static void RefuseBeside(ParseResult parsed, Option<string?> images, Option<Split?> split, Option<string?> data, Recipe recipe)
    {
        if (parsed.GetValue(images) is not null)
        {
            Arguments.RefuseGiven(parsed, $"the images are those of {images.Name}.", split, data);
        }
        else
        {
            RefuseWithoutMnist(parsed, data, recipe);
        }
    }

    /// <summary>Refuses it where the recipe has no use for MNIST.</summary>
    /// <exception cref="OptionException">It was given for another task.</exception>
    public static void RefuseWithoutMnist(ParseResult parsed, Option<string?> data, Recipe recipe)
    {
        if (recipe.PlaysGame)
        {
            Arguments.RefuseGiven(parsed, "the model plays a game, it names no images.", data);
        }
        else if (recipe.Task.Digits != DigitSource.Mnist)
        {
            string source = recipe.Task.Digits == DigitSource.Drawn ? "drawn by the program" : "read from the files that the recipe names";
            Arguments.RefuseGiven(parsed, $"it tells where MNIST is, and the digits of {recipe.Name} are {source}.", data);
        }
    }
}
