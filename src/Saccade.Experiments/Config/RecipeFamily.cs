namespace Saccade.Experiments.Config;

/// <summary>Recipes whose names begin alike, such as mnist-28 and, with other numbers of glimpses, mnist-28-t2 and mnist-28-t3.</summary>
/// <param name="Stem">How their names begin; itself the name of a recipe if <paramref name="IsRecipe"/>.</param>
/// <param name="IsRecipe">Whether the stem alone is a recipe.</param>
/// <param name="Endings">What follows the stem in the names of the others, such as <c>-t2</c>.</param>
public sealed record RecipeFamily(string Stem, bool IsRecipe, IReadOnlyList<string> Endings)
{
    private const char Dash = '-';
    private const int LeastOfWord = 3;

    /// <summary>
    /// The families of names: first a recipe with its numbers of glimpses; then those that have another recipe's name behind their own
    /// first word, such as conv-mnist-28; then what is left, by a first word that three or more share.
    /// </summary>
    public static IReadOnlyList<RecipeFamily> Of(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] alone = [.. names.Where(name => StemOf(name, names) is null)];
        return [.. names
            .GroupBy(name => StemOf(name, names) ?? SharedWord(name, alone) ?? name)
            .Select(group => new RecipeFamily(
                group.Key, names.Contains(group.Key), [.. group.Where(name => name != group.Key).Select(name => name[group.Key.Length..])]))
            .OrderBy(family => family.Stem, StringComparer.Ordinal)];
    }

    private static string? StemOf(string name, IReadOnlyList<string> names)
    {
        string whole = WithoutGlimpses(name, names);
        string? other = names.Where(end => whole.EndsWith(Dash + end, StringComparison.Ordinal)).MaxBy(end => end.Length);
        return other is not null ? whole[..^(other.Length + 1)]
            : whole != name || names.Any(longer => longer != name && WithoutGlimpses(longer, names) == name) ? whole
            : null;
    }

    private static string? SharedWord(string name, string[] alone)
    {
        string word = name.Split(Dash)[0];
        return alone.Count(like => like.StartsWith(word + Dash, StringComparison.Ordinal)) >= LeastOfWord ? word : null;
    }

    /// <summary>The name without an ending such as -t4, if that is a recipe too; else the name.</summary>
    private static string WithoutGlimpses(string name, IReadOnlyList<string> names)
    {
        int dash = name.LastIndexOf(Dash);
        return dash > 0 && name[(dash + 1)..] is ['t', .. { Length: > 0 } glimpses] && glimpses.All(char.IsAsciiDigit)
            && names.Contains(name[..dash]) ? name[..dash] : name;
    }
}
