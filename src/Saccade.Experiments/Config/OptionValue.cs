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
        long and >= int.MinValue and <= int.MaxValue and var number when type == typeof(IntegerList) => IntegerList.Create([(int)number]),
        string list when type == typeof(IntegerList) => Integers(list),
        _ => value.GetType() == type ? value : null,
    };

    /// <summary>What an option of that type may be, for messages that a value is of no such type.</summary>
    public static string Allowed(Type type, object value) =>
        type.IsEnum ? string.Join(", ", OptionSchema.Names(type))
        : type == typeof(int) ? (value is long ? $"a whole number up to {int.MaxValue}" : "a whole number")
        : type == typeof(double) ? "a number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(string) ? "a text in quotes"
        : type == typeof(IntegerList) ? "a list of whole numbers, such as [32, 64]"
        : "a table of options";

    /// <summary>The value as TOML.</summary>
    public static string Write(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        double number => Write(number),
        string text => TomlText.Quote(text),
        IntegerList list => list.ToString(),
        Enum name => TomlText.Quote(OptionSchema.Spell(name.ToString(), '-')),
        _ => throw new NotSupportedException($"An option cannot be a {value.GetType()}."),
    };

    private static string Write(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        // Without a point or exponent TOML would take it for a whole number.
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    /// <summary>A list without its brackets, as a command line may have it.</summary>
    private static IntegerList? Integers(string list)
    {
        string[] parts = list.Split(',', StringSplitOptions.TrimEntries);
        int[] numbers = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }
        return [.. numbers];
    }

    private static object? Enumerate(string name, Type type)
    {
        string bare = name.Replace("-", "").Replace("_", "").Replace(" ", "");
        string? found = Enum.GetNames(type).FirstOrDefault(known => known.Equals(bare, StringComparison.OrdinalIgnoreCase));
        return found is null ? null : Enum.Parse(type, found);
    }
}
