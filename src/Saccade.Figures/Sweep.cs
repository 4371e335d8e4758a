namespace Saccade.Figures;

/// <summary>A curve of errors over the values of one option.</summary>
/// <param name="Title">What is varied, and what is kept.</param>
/// <param name="Points">1 or more points in ascending order of their values.</param>
public sealed record Sweep(string Title, IReadOnlyList<SweepPoint> Points)
{
    /// <summary>Whether the axis of values is logarithmic; then all are above 0.</summary>
    public bool Logarithmic { get; init; }

    internal void Check()
    {
        if (Points.Count == 0)
            throw new SaccadeException(new(ErrorKind.Missing, Key: "points", Detail: $"sweep '{Title}' has none"));
        if (Points.Any(p => !double.IsFinite(p.Value) || !double.IsFinite(p.Error) || p.Error < 0 || p.Deviation is < 0 or double.NaN))
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: $"point of sweep '{Title}'", Allowed: "finite values, with errors and deviations of 0 or more"));
        if (Points.Zip(Points.Skip(1)).Any(pair => pair.First.Value >= pair.Second.Value))
            throw new SaccadeException(new(ErrorKind.NotAllowed, Key: $"points of sweep '{Title}'", Allowed: "values in ascending order"));
        if (Logarithmic && Points[0].Value <= 0)
            throw new SaccadeException(
                new(ErrorKind.OutOfRange, Key: $"values of sweep '{Title}'", Allowed: "above 0 on a logarithmic axis"));
    }
}
