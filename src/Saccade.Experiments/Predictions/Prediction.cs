namespace Saccade.Experiments.Predictions;

/// <summary>What a model says of one picture, or why it could not be read.</summary>
/// <param name="File">The path, or - for standard input.</param>
public sealed record Prediction(string File)
{
    /// <summary>The most probable classes, the best first, each with its probability; empty where the picture could not be read.</summary>
    public IReadOnlyList<(string Class, float Probability)> Classes { get; init; } = [];

    /// <summary>The locations (x, y) of the glimpses in [-1, 1]; empty for a baseline classifier.</summary>
    public IReadOnlyList<(float X, float Y)> Glimpses { get; init; } = [];

    /// <summary>The glimpses as text, "x y; x y".</summary>
    internal string Path => string.Join("; ", Glimpses.Select(glimpse => FormattableString.Invariant($"{glimpse.X} {glimpse.Y}")));

    /// <summary>Why the picture could not be classified; null if it was.</summary>
    public string? Error { get; init; }
}
