using System.Reflection;
using System.Text;

namespace Saccade.Experiments.Config;

/// <summary>Recipes as TOML text: keys are the options' names in snake_case, tables the records that hold them.</summary>
internal static class RecipeText
{
    internal const string BaseKey = "base";
    private static readonly Recipe s_defaults = new() { Name = "defaults" };

    /// <summary>Reads a recipe. Options that the text does not state are those of its <c>base</c>, or have their defaults.</summary>
    /// <param name="text">The TOML text.</param>
    /// <param name="name">The recipe's name, unless the text states one.</param>
    /// <param name="source">What error messages call the text, such as the file's path.</param>
    /// <param name="findBase">Finds a base by its name; null for a text that stands on its own.</param>
    /// <param name="model">The options of the model that the text does not state; null for the defaults.</param>
    /// <exception cref="OptionException">
    /// The text is not TOML, a key is unknown, a value is wrong, or options contradict each other; the message names place and key.
    /// </exception>
    public static Recipe Read(string text, string name, string source, Func<string, Recipe>? findBase = null, ModelOptions? model = null)
    {
        ILookup<bool, OptionAssignment> assignments = TomlText.Parse(text, source)
            .ToLookup(assignment => findBase is not null && assignment.Key == BaseKey);
        Recipe plain = Located(new(source), () => new Recipe { Name = name, Model = model ?? new() });
        if (assignments[true].FirstOrDefault() is OptionAssignment stated)
        {
            plain = stated.Value is string other
                ? Located(stated.Place, () => findBase!(other)) with { Name = plain.Name }
                : throw stated.Refused(new(ErrorKind.WrongType) { Value = stated.Value, Allowed = "the name of a recipe, in quotes" });
        }
        Recipe recipe = OptionBinder.Apply(plain, assignments[false]);
        return Located(new(source), () =>
        {
            recipe.Check();
            if (findBase is not null)
            {
                // A copy of a run's recipe states every option.
                recipe.RefuseIdle(assignments[false].Where(assignment => !IsDefault(assignment)));
            }
            return recipe;
        });
    }

    /// <summary>The recipe with every option stated, the defaults too; reading it gives an equal recipe.</summary>
    public static string Write(Recipe recipe)
    {
        StringBuilder text = new("# Every option, as resolved from recipe, command line and defaults.\n");
        Write(recipe, "", text);
        return text.ToString();
    }

    /// <summary>The recipe with every option but the model's, for files that state the model's options themselves.</summary>
    internal static string WriteWithoutModel(Recipe recipe)
    {
        StringBuilder text = new("# Every option but those of the model, as resolved from recipe, command line and defaults.\n");
        Write(recipe, "", text, nameof(Recipe.Model));
        return text.ToString();
    }

    /// <summary>The options in which two recipes differ, both values as TOML.</summary>
    internal static IEnumerable<(string Key, string Value, string Other)> Differences(Recipe recipe, Recipe other)
    {
        // Both texts have the same lines in the same order.
        string table = "";
        foreach ((string line, string others) in Write(recipe).Split('\n').Zip(Write(other).Split('\n')))
        {
            if (line.StartsWith('['))
            {
                table = line.Trim('[', ']') + ".";
            }
            if (line != others)
            {
                string[] parts = line.Split(" = ", 2);
                yield return (table + parts[0], parts[1], others.Split(" = ", 2)[1]);
            }
        }
    }

    private static bool IsDefault(OptionAssignment assignment) =>
        OptionBinder.Apply(s_defaults, [assignment]) == s_defaults;

    /// <summary>Adds the place to errors that know keys but no lines.</summary>
    private static Recipe Located(Place place, Func<Recipe> make)
    {
        try
        {
            return make();
        }
        catch (OptionException e)
        {
            throw e.At(place.Source, place.Line, place.Column);
        }
    }

    private static void Write(object options, string path, StringBuilder text, string? without = null)
    {
        ILookup<bool, PropertyInfo> byKind = OptionSchema.Options(options.GetType())
            .ToLookup(property => OptionSchema.IsTable(property.PropertyType));
        foreach (PropertyInfo property in byKind[false])
        {
            text.Append($"{OptionSchema.Key(property)} = {OptionValue.Write(property.GetValue(options)!)}\n");
        }
        foreach (PropertyInfo property in byKind[true].Where(property => property.Name != without))
        {
            string table = path + OptionSchema.Key(property);
            text.Append($"\n[{table}]\n");
            Write(property.GetValue(options)!, table + ".", text);
        }
    }
}
