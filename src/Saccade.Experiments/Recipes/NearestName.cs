namespace Saccade.Experiments.Recipes;

/// <summary>What somebody who mistyped a name probably meant.</summary>
public static class NearestName
{
    /// <summary>The name fewest edits away, or one of which only the beginning was written; null when none is near.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="names">What may be written.</param>
    public static string? Among(string name, IEnumerable<string> names)
    {
        string? nearest = names.MinBy(candidate => Distance(name, candidate));
        return nearest is not null && IsNear(name, nearest) ? nearest : names.FirstOrDefault(candidate => IsBeginning(name, candidate));
    }

    /// <summary>The full key of the recipe's option that would be called so on a command line, such as <c>batch-size</c>; null when there is none, or several.</summary>
    public static string? RecipeKey(string name)
    {
        string leaf = name.Replace('-', '_');
        string[] keys = [.. OptionSchema.AllKeys(typeof(Recipe))];
        string[] named = [.. keys.Where(key => Split(key).Leaf == leaf && !keys.Any(other => other.StartsWith(key + ".", StringComparison.Ordinal)))];
        return named is [string only] ? only : null;
    }

    /// <summary>
    /// The full key whose last part is fewest edits away, or of whose last part only the beginning was written, then the one in the
    /// nearest table; null when none is near.
    /// </summary>
    internal static string? Key(string key, IEnumerable<string> keys)
    {
        (string table, string leaf) = Split(key);
        string? nearest = keys.MinBy(candidate => (Distance(leaf, Split(candidate).Leaf), Distance(table, Split(candidate).Table)));
        return nearest is not null && IsNear(leaf, Split(nearest).Leaf) ? nearest : keys
            .Where(candidate => IsBeginning(leaf, Split(candidate).Leaf))
            .MinBy(candidate => Distance(table, Split(candidate).Table));
    }

    /// <summary>How many letters must be put in, left out or replaced to make one text from the other (Levenshtein).</summary>
    internal static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.Length];
    }

    /// <summary>A third of the letters may be wrong, and one more.</summary>
    private static bool IsNear(string name, string candidate) => Distance(name, candidate) <= 1 + name.Length / 3;

    private static bool IsBeginning(string name, string candidate) => name.Length > 2 && candidate.StartsWith(name, StringComparison.Ordinal);

    private static (string Table, string Leaf) Split(string key) =>
        key.LastIndexOf('.') is int dot and >= 0 ? (key[..dot], key[(dot + 1)..]) : ("", key);
}
