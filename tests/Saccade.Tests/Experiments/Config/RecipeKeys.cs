using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Networks;

namespace Saccade.Tests.Experiments.Config;

/// <summary>The reference page of all recipe keys, from the options' types and their XML documentation.</summary>
internal static partial class RecipeKeys
{
    // No option allows these, so that the error says what it allows.
    private static readonly string[] s_outlandish = ["-2147483648", "2147483647", "-1e300", "1e300"];
    private static readonly Recipe s_defaults = new() { Name = "defaults" };
    private static readonly Dictionary<string, XElement> s_documentation = new[] { typeof(ModelOptions), typeof(Recipe) }
        .SelectMany(type => XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml")).Descendants("member"))
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary") ?? member);

    /// <summary>The page in Markdown.</summary>
    public static string Page()
    {
        StringBuilder page = new($"""
            # Recipe keys

            Every key of a recipe, and of `--set KEY=VALUE`, with its default, what it may be, and what it does. The page is made from the
            documentation of the options: `SACCADE_APPROVE=1` and `RecipeKeysTests` write it.

            At the top of a recipe, `base` names the recipe whose options hold where the file states none.

            """);
        Table(s_defaults, "", page);
        return page.ToString();
    }

    private static void Table(object options, string prefix, StringBuilder page)
    {
        ILookup<bool, PropertyInfo> byKind = OptionSchema.Options(options.GetType())
            .ToLookup(property => OptionSchema.IsTable(property.PropertyType));
        if (prefix.Length > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {prefix.TrimEnd('.')}\n\n{Summary(options.GetType())}\n");
        }
        page.Append("\n| key | default | may be | meaning |\n| --- | --- | --- | --- |\n");
        foreach (PropertyInfo property in byKind[false])
        {
            string key = prefix + OptionSchema.Key(property);
            string value = prefix.Length == 0 ? "–" : $"`{OptionValue.Write(property.GetValue(options)!)}`";
            string[] cells = [$"`{key}`", value, Allowed(key, property.PropertyType), Summary(property)];
            page.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |\n");
        }
        foreach (PropertyInfo property in byKind[true])
        {
            Table(property.GetValue(options)!, prefix + OptionSchema.Key(property) + ".", page);
        }
    }

    private static string Allowed(string key, Type type) => type switch
    {
        { IsEnum: true } => string.Join(", ", OptionSchema.Names(type).Select(name => $"`{name}`")),
        _ when type == typeof(bool) => "`true`, `false`",
        _ when type == typeof(string) => "text",
        _ when type == typeof(IntegerList) => "list of whole numbers",
        _ => s_outlandish.Select(value => Refusal(key, value)).FirstOrDefault(allowed => allowed is not null) ?? "number",
    };

    private static string? Refusal(string key, string value)
    {
        try
        {
            _ = s_defaults.With([$"{key}={value}"]);
            return null;
        }
        catch (OptionException e)
        {
            return e.Error.Allowed?.ToString();
        }
    }

    private static string Summary(MemberInfo member)
    {
        string name = member is Type type ? $"T:{type.FullName}" : $"P:{member.DeclaringType!.FullName}.{member.Name}";
        string text = string.Concat(s_documentation[name].Nodes().Select(Text));
        return Whitespace().Replace(text, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is XAttribute reference => $"`{Named(reference.Value)}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("langword")?.Value}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>An option by its key, a value of an enumeration by its name, and everything else by its last name.</summary>
    private static string Named(string reference)
    {
        string[] path = reference[2..].Split('(')[0].Split('.');
        string full = string.Join('.', path[..^1]);
        return reference[0] switch
        {
            'P' => KeyOf(s_defaults, "", full, path[^1]) ?? path[^1],
            'F' => OptionSchema.Spell(path[^1], '-'),
            _ => path[^1],
        };
    }

    private static string? KeyOf(object options, string prefix, string type, string property)
    {
        foreach (PropertyInfo option in OptionSchema.Options(options.GetType()))
        {
            string key = prefix + OptionSchema.Key(option);
            if (options.GetType().FullName == type && option.Name == property)
            {
                return key;
            }
            if (OptionSchema.IsTable(option.PropertyType) && KeyOf(option.GetValue(options)!, key + ".", type, property) is string inner)
            {
                return inner;
            }
        }
        return null;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
