using System.Globalization;

namespace Saccade.Reliability.Soaking;

/// <summary>What an endurance trial of one part showed.</summary>
/// <param name="Part">What was tried.</param>
/// <param name="Minutes">How long.</param>
/// <param name="Work">How much it did, in words.</param>
/// <param name="Figures">How its figures went.</param>
internal sealed record SoakReport(string Part, double Minutes, string Work, IReadOnlyList<Steadiness> Figures)
{
    /// <summary>Whether nothing grew and nothing slowed down.</summary>
    public bool Holds => Figures.All(figure => figure.Holds);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Part}, {Minutes:F1} minutes, {Work}; medians of the second and of the last quarter:\n{string.Join('\n', Figures)}\n");
}
