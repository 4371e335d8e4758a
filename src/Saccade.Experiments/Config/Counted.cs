namespace Saccade.Experiments.Config;

/// <summary>Numbers with their nouns, such as <c>1 picture</c> and <c>1,200 pictures</c>.</summary>
public static class Counted
{
    /// <summary>A number and its noun.</summary>
    /// <param name="number">The number.</param>
    /// <param name="one">The noun of one.</param>
    /// <param name="many">The noun of others; null for that of one with an s.</param>
    public static string Of(int number, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many ?? one + "s")}");

    /// <summary>The first of some names, and that there are more.</summary>
    /// <param name="names">The names.</param>
    /// <param name="most">How many are listed.</param>
    public static string Names(IReadOnlyList<string> names, int most) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? " …" : "");
}
