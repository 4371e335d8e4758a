namespace Saccade.Experiments.Config;

/// <summary>Finds the name that a mistyped one probably stands for.</summary>
public static class NearestName
{
    /// <summary>The name fewest edits away, or one that begins with it; null when none is near.</summary>
    /// <param name="name">The mistyped name.</param>
    /// <param name="names">The known names.</param>
    public static string? Among(string name, IEnumerable<string> names) => Nearest(name, names, text => ("", text));

    /// <summary>The full key of the recipe's option of that name, such as <c>batch-size</c>; null for none or several.</summary>
    public static string? RecipeKey(string name)
    {
        string leaf = name.Replace('-', '_');
        string[] keys = [.. OptionSchema.AllKeys(typeof(Recipe))];
        string[] named = [.. keys
            .Where(key => Split(key).Leaf == leaf && !keys.Any(other => other.StartsWith(key + ".", StringComparison.Ordinal)))];
        return named is [string only] ? only : null;
    }

    /// <summary>
    /// The full key whose last part is fewest edits away, or of whose last part only the beginning was written, then the one in the
    /// nearest table; null when none is near.
    /// </summary>
    internal static string? Key(string key, IEnumerable<string> keys) => Nearest(key, keys, Split);

    private static string? Nearest(string name, IEnumerable<string> names, Func<string, (string Prefix, string Leaf)> split)
    {
        (string prefix, string leaf) = split(name);
        string? nearest = names.MinBy(candidate => (Distance(leaf, split(candidate).Leaf), Distance(prefix, split(candidate).Prefix)));
        string? begun = names
            .Where(candidate => IsBeginning(leaf, split(candidate).Leaf))
            .MinBy(candidate => Distance(prefix, split(candidate).Prefix));
        if (nearest is null || !IsNear(leaf, split(nearest).Leaf))
        {
            return begun;
        }
        // training.batch is the beginning of training.batch_size rather than catch mistyped.
        return begun is not null && split(begun).Prefix == prefix && split(nearest).Prefix != prefix ? begun : nearest;
    }

    /// <summary>The Levenshtein distance: insertions, deletions and replacements of letters.</summary>
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

    /// <summary>A third of the letters and one more may be wrong.</summary>
    private static bool IsNear(string name, string candidate) => Distance(name, candidate) <= 1 + name.Length / 3;

    private static bool IsBeginning(string name, string candidate) =>
        name.Length > 2 && candidate.StartsWith(name, StringComparison.Ordinal);

    private static (string Prefix, string Leaf) Split(string key) =>
        key.LastIndexOf('.') is int dot and >= 0 ? (key[..dot], key[(dot + 1)..]) : ("", key);
}
