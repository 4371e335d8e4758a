using System.Globalization;

namespace Saccade.EndToEnd.Tests;

/// <summary>A kind of option: values that it refuses, what it says then, and the most extreme that it takes.</summary>
/// <param name="Allowed">What the message says may be given.</param>
/// <param name="Wrong">Values that are refused.</param>
/// <param name="Extreme">Values at the very edge that are not.</param>
public sealed record OptionKind(string Allowed, IReadOnlyList<string> Wrong, IReadOnlyList<string> Extreme)
{
    private static readonly string[] s_noNumbers =
        ["", " ", "x", "1.5", "1,5", "1e2", "0x1", "1_000", "--1", "NaN", "∞", "٣", "99999999999999999999", "-99999999999999999999"];

    /// <summary>The path of a file or folder.</summary>
    public static OptionKind Path { get; } = new("the path of a file or folder", ["", " ", "\t"], []);

    /// <summary>A whole number of 64 bits.</summary>
    public static OptionKind Seed { get; } = new(
        "a whole number of 64 bits", [.. s_noNumbers, "9223372036854775808", "-9223372036854775809"],
            ["9223372036854775807", "-9223372036854775808"]);

    /// <summary>An address to listen on.</summary>
    public static OptionKind Address { get; } =
        new("an IP address", ["", " ", "localhost", "256.0.0.1", "127.0.0.1:80", "::g", "http://127.0.0.1"], []);

    /// <summary>Minutes.</summary>
    public static OptionKind Minutes { get; } =
        new("a number from 0.01 to 100000", ["", "x", "0", "0.009", "-1", "100000.1", "1e3", "NaN", "∞", "1,5"], []);

    /// <summary>The price of a glimpse.</summary>
    public static OptionKind Price { get; } =
        new("a number from 0 to 1", ["", "x", "-0.1", "1.1", "1e-3", "NaN", "∞", "0,5"], ["0", "1"]);

    /// <summary>A flag, which takes true or false and is mostly given without a value.</summary>
    public static OptionKind Flag { get; } = new("true or false", ["perhaps", "yes", "1", "TRUE!"], []);

    /// <summary>Names and settings, of which nothing is said in a word; separate cases test wrong ones.</summary>
    public static OptionKind Text { get; } = new("a text", [], []);

    /// <summary>A whole number.</summary>
    public static OptionKind Whole(int least, int most) => new(
        $"a whole number from {Spell(least)} to {Spell(most)}", [.. s_noNumbers, Spell(least - 1L), Spell(most + 1L)],
            [Spell(least), Spell(most)]);

    /// <summary>One of some names.</summary>
    public static OptionKind OneOf(params string[] names) => new(
        string.Join(", ", names),
        ["", " ", "x", "0", "-1", names[0].ToUpperInvariant(), names[0] + " ", string.Join(',', names)], names);

    private static string Spell(long number) => number.ToString(CultureInfo.InvariantCulture);
}
