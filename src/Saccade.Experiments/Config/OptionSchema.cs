using System.Reflection;
using System.Text.RegularExpressions;

namespace Saccade.Experiments.Config;

/// <summary>What options a record has and what they are called in TOML: its settable properties in snake_case.</summary>
internal static partial class OptionSchema
{
    /// <summary>The options of a record in the order of their declaration.</summary>
    public static IEnumerable<PropertyInfo> Options(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true })
            .OrderBy(property => property.MetadataToken);

    /// <summary>Whether options of this type are tables, which hold other options.</summary>
    public static bool IsTable(Type type) => type.IsClass && type != typeof(string) && type != typeof(IntegerList);

    /// <summary>The name of a property in TOML: FrameWidth is frame_width.</summary>
    public static string Key(PropertyInfo property) => Spell(property.Name, '_');

    /// <summary>The names of an enumeration's values: UpperBound is upper-bound, AdamW adamw.</summary>
    public static IEnumerable<string> Names(Type type) => Enum.GetNames(type).Select(name => Spell(name, '-'));

    /// <summary>The full keys of all options of a record, tables and their options.</summary>
    public static IEnumerable<string> AllKeys(Type type, string prefix = "")
    {
        foreach (PropertyInfo property in Options(type))
        {
            string key = prefix + Key(property);
            yield return key;
            if (IsTable(property.PropertyType))
            {
                foreach (string inner in AllKeys(property.PropertyType, key + "."))
                {
                    yield return inner;
                }
            }
        }
    }

    public static string Spell(string name, char separator) =>
        LaterWord().Replace(name, match => separator + match.Value).ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z][a-z]")]
    private static partial Regex LaterWord();
}
