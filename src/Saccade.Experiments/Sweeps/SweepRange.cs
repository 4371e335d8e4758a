using System.Text.RegularExpressions;
using Saccade.Random;

namespace Saccade.Experiments.Sweeps;

/// <summary>
/// A range that random search draws from: <c>8..64</c>, <c>0.05..0.3</c>, <c>1e-4..1e-2:log</c>, or <c>32..512:log</c>.
/// </summary>
/// <param name="Text">The range as it was written.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Whole">Whether whole numbers are drawn, both ends included: if both ends are written as such.</param>
/// <param name="Logarithmic">Whether the logarithm of the value is drawn uniformly, rather than the value.</param>
internal sealed partial record SweepRange(string Text, double Low, double High, bool Whole, bool Logarithmic)
{
    /// <summary>The range of a text; null if it is none.</summary>
    /// <exception cref="OptionException">Its ends are out of order, or not above 0 for a logarithmic range.</exception>
    public static SweepRange? Parse(string text, OptionAssignment assignment)
    {
        if (Pattern().Match(text) is not { Success: true } match
            || !double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out double low)
            || !double.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, out double high))
        {
            return null;
        }
        bool logarithmic = match.Groups[3].Success;
        if (!double.IsFinite(high - low) || low >= high || (logarithmic && low <= 0))
        {
            string allowed = $"LOW..HIGH with LOW below HIGH{(logarithmic ? " and above 0" : "")}";
            throw assignment.Refused(new(ErrorKind.OutOfRange) { Value = text, Allowed = allowed });
        }
        bool whole = new[] { match.Groups[1], match.Groups[2] }.All(end => long.TryParse(end.ValueSpan, out _));
        return new(text, low, high, whole, logarithmic);
    }

    /// <summary>A value drawn at random, with four significant digits where it is not a whole number.</summary>
    public string Draw(ref RandomStream stream)
    {
        double end = Whole ? High + 1 : High;
        double value = Logarithmic
            ? Math.Exp(stream.NextDouble(Math.Log(Low), Math.Log(end)))
            : stream.NextDouble(Low, end);
        // The exponential of a logarithm may be a rounding error beyond either end.
        return Whole
            ? Math.Clamp(Math.Floor(value), Low, High).ToString("0", CultureInfo.InvariantCulture)
            : value.ToString("G4", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^([-+]?[\d.]*\d(?:[eE][-+]?\d+)?)\.\.([-+]?\.?\d[\d.]*(?:[eE][-+]?\d+)?)(:log)?$")]
    private static partial Regex Pattern();
}
