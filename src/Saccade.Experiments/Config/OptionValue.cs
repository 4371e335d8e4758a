namespace Saccade.Experiments.Config;

/// <summary>Values of options between TOML and .NET.</summary>
internal static class OptionValue
{
    /// <summary>The value as an option of that type takes it; null when it is of another kind.</summary>
    public static object? Convert(object value, Type type) => value switch
    {
        long number when type == typeof(int) => number is >= int.MinValue and <= int.MaxValue ? (int)number : null,
        long number when type == typeof(double) => (double)number,
        string name when type.IsEnum => Enumerate(name, type),
        _ => value.GetType() == type ? value : null,
    };

    /// <summary>What an option of that type may be, for messages that a value is of no such type.</summary>
    public static string Allowed(Type type, object value) =>
        type.IsEnum ? string.Join(", ", OptionSchema.Names(type))
        : type == typeof(int) ? (value is long ? $"a whole number up to {int.MaxValue}" : "a whole number")
        : type == typeof(double) ? "a number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(string) ? "a text in quotes"
        : "a table of options";

    /// <summary>The value as TOML.</summary>
    public static string Write(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        double number => Write(number),
        string text => TomlText.Quote(text),
        Enum name => TomlText.Quote(OptionSchema.Spell(name.ToString(), '-')),
        _ => throw new NotSupportedException($"An option cannot be a {value.GetType()}."),
    };

    private static string Write(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        // Without a point or exponent TOML would take it for a whole number.
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    private static object? Enumerate(string name, Type type)
    {
        string bare = name.Replace("-", "").Replace("_", "").Replace(" ", "");
        string? found = Enum.GetNames(type).FirstOrDefault(known => known.Equals(bare, StringComparison.OrdinalIgnoreCase));
        return found is null ? null : Enum.Parse(type, found);
    }
}
