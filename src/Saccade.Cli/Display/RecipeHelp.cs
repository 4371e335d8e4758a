using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Saccade.Cli.Display;

/// <summary>Adds a table of the recipes to the help of commands that take one.</summary>
internal sealed class RecipeHelp(SynchronousCommandLineAction help) : SynchronousCommandLineAction
{
    /// <summary>The name of the argument that these commands take.</summary>
    public const string Argument = "RECIPE";

    /// <summary>Shows the table in the help of every such command below a root.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new RecipeHelp((SynchronousCommandLineAction)option.Action!);
    }

    public override bool ClearsParseErrors => help.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        IReadOnlyList<RecipeFamily> families = RecipeFamily.Of(RecipeFile.Names());
        if (families.Count > 0 && parseResult.CommandResult.Command.Arguments.Any(argument => argument.Name == Argument))
        {
            Console.WriteLine("Recipes, and the endings of others of their family:");
            int column = families.Max(family => Stem(family).Length) + 4;
            foreach (RecipeFamily family in families)
            {
                Console.WriteLine(FactLines.Of("  " + Stem(family), string.Join(' ', family.Endings), column, Terminal.Width).TrimEnd());
            }
            Console.WriteLine();
        }
        return code;
    }

    // Dots where the name alone is no recipe.
    private static string Stem(RecipeFamily family) => family.IsRecipe ? family.Stem : family.Stem + "…";
}
