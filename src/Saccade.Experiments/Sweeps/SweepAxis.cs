using System.Text.RegularExpressions;
using Saccade.Random;

namespace Saccade.Experiments.Sweeps;

/// <summary>An option that a sweep varies, and its values: a list, or a range for random search.</summary>
internal sealed partial record SweepAxis
{
    private SweepAxis(string key, IReadOnlyList<string> values, SweepRange? range) => (Key, Values, Range) = (key, values, range);

    /// <summary>The option's key, such as <c>model.sigma</c>.</summary>
    public string Key { get; }

    /// <summary>The values as they were written; empty for a range.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The range to draw from; null for a list.</summary>
    public SweepRange? Range { get; }

    /// <summary>
    /// Reads <c>key=value,value,…</c> or <c>key=low..high</c>. Commas separate values; a value that is a list stands in brackets.
    /// </summary>
    /// <exception cref="OptionException">It is malformed, or a value is given twice.</exception>
    public static SweepAxis Parse(string assignment)
    {
        OptionAssignment whole = TomlText.ParseAssignment(assignment);
        string text = assignment.Split('=', 2)[1].Trim();
        if (SweepRange.Parse(text, whole) is SweepRange range)
        {
            return new(whole.Key, [], range);
        }
        string[] values = [.. Separated().Matches(text + ",").Select(match => match.Groups[1].Value.Trim())];
        if (values.Sum(value => value.Length) == 0 || (values.Length > 1 && values.Contains("")))
        {
            throw whole.Place.Refused(new(ErrorKind.Malformed, Detail: "a value is missing beside a comma"));
        }
        return values.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1) is { Key: string twice }
            ? throw whole.Refused(new(ErrorKind.NotAllowed, Value: twice, Allowed: "given once"))
            : new(whole.Key, values, null);
    }

    /// <summary>A value drawn at random.</summary>
    public string Draw(ref RandomStream stream) =>
        Range is SweepRange range ? range.Draw(ref stream) : Values[stream.NextInt(Values.Count)];

    /// <summary>A value and the comma behind it; commas within brackets and quotes belong to the value.</summary>
    [GeneratedRegex("""((?:\[[^\]]*\]|"[^"]*"|'[^']*'|[^,])*),""")]
    private static partial Regex Separated();
}
