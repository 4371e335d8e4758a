using System.Reflection;
using Saccade.Runtime;

namespace Saccade.Experiments.Recipes;

/// <summary>Sets options of immutable records by their keys; what is wrong is told with the full key and where it stands.</summary>
internal static class OptionBinder
{
    /// <exception cref="OptionException">A key is unknown, or a value of the wrong kind or out of range.</exception>
    public static T Apply<T>(T options, IEnumerable<OptionAssignment> assignments) where T : class
    {
        object changed = options;
        foreach (OptionAssignment assignment in assignments)
        {
            changed = Set(changed, assignment, 0) ?? throw Unknown(assignment, typeof(T));
        }
        return (T)changed;
    }

    /// <summary>The record with the option at that depth of the path set; null when the path leads nowhere.</summary>
    private static object? Set(object options, OptionAssignment assignment, int depth)
    {
        PropertyInfo? property = OptionSchema.Options(options.GetType())
            .FirstOrDefault(property => OptionSchema.Key(property) == assignment.Path[depth]);
        bool last = depth == assignment.Path.Count - 1;
        if (property is null || (!last && !OptionSchema.IsTable(property.PropertyType)))
        {
            return null;
        }
        object current = property.GetValue(options)!;
        object? value = !last ? Set(current, assignment, depth + 1)
            : assignment.Value is TableMark && OptionSchema.IsTable(property.PropertyType) ? current
            : OptionValue.Convert(assignment.Value, property.PropertyType) ?? throw Refused(assignment, property.PropertyType);
        return value is null ? null : With(options, property, value, assignment);
    }

    private static object With(object options, PropertyInfo property, object value, OptionAssignment assignment)
    {
        // What `options with { Property = value }` does; the property's own check may refuse.
        object copy = options.GetType().GetMethod("<Clone>$")!.Invoke(options, null)!;
        try
        {
            property.SetMethod!.Invoke(copy, BindingFlags.DoNotWrapExceptions, null, [value], null);
            return copy;
        }
        catch (OptionException e)
        {
            string reason = e.Message.StartsWith(property.Name, StringComparison.Ordinal) ? e.Message[property.Name.Length..] : $": {e.Message}";
            throw new OptionException($"{assignment.Where}: {assignment.Key}{reason}", e);
        }
    }

    private static OptionException Refused(OptionAssignment assignment, Type type) => new(
        $"{assignment.Where}: {assignment.Key} was {OptionValue.Describe(assignment.Value)}; it may be {OptionValue.Allowed(type, assignment.Value)}.");

    private static OptionException Unknown(OptionAssignment assignment, Type type)
    {
        string[] keys = [.. OptionSchema.AllKeys(type)];
        string known = NearestName.Key(assignment.Key, keys) is string nearest
            ? $"did you mean {nearest}?"
            : $"known are {string.Join(", ", Beside(assignment, keys))}.";
        return new OptionException($"{assignment.Where}: there is no option {TomlText.OneLine(assignment.Key)}; {known}");
    }

    /// <summary>The keys of the table in which a key was looked for; of the recipe itself if there is no such table.</summary>
    private static IEnumerable<string> Beside(OptionAssignment assignment, string[] keys)
    {
        string table = string.Join('.', assignment.Path.SkipLast(1)) + ".";
        string[] within = [.. keys.Where(key => key.StartsWith(table, StringComparison.Ordinal))];
        return within.Length > 0 ? within : keys.Where(key => !key.Contains('.', StringComparison.Ordinal));
    }
}
