using System.Reflection;

namespace Saccade.Experiments.Config;

/// <summary>Sets options of immutable records by their keys; errors name the full key and the place.</summary>
internal static class OptionBinder
{
    /// <exception cref="OptionException">A key is unknown, or a value of the wrong kind or out of range.</exception>
    public static T Apply<T>(T options, IEnumerable<OptionAssignment> assignments) where T : class
    {
        object changed = options;
        foreach (OptionAssignment assignment in assignments)
        {
            OptionAssignment resolved = RenamedOptions.Resolve(assignment);
            changed = Set(changed, resolved, 0) ?? throw Unknown(resolved, typeof(T));
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
            : ForeignValue.Table.Equals(assignment.Value) && OptionSchema.IsTable(property.PropertyType) ? current
            : OptionValue.Convert(assignment.Value, property.PropertyType) ?? throw assignment.Refused(new(ErrorKind.WrongType)
            {
                Value = assignment.Value,
                Allowed = OptionValue.Allowed(property.PropertyType, assignment.Value),
            });
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
            throw assignment.Refused(e.Error, e);
        }
    }

    private static OptionException Unknown(OptionAssignment assignment, Type type)
    {
        string[] keys = [.. OptionSchema.AllKeys(type)];
        string known = NearestName.Key(assignment.Key, keys) is string nearest
            ? $"did you mean {nearest}?"
            : $"known are {string.Join(", ", Beside(assignment, keys))}";
        return assignment.Refused(new(ErrorKind.Unknown, Detail: known));
    }

    /// <summary>The keys of the table in which a key was looked for; of the recipe itself if there is no such table.</summary>
    private static IEnumerable<string> Beside(OptionAssignment assignment, string[] keys)
    {
        string table = string.Join('.', assignment.Path.SkipLast(1)) + ".";
        string[] within = [.. keys.Where(key => key.StartsWith(table, StringComparison.Ordinal))];
        return within.Length > 0 ? within : keys.Where(key => !key.Contains('.', StringComparison.Ordinal));
    }
}
