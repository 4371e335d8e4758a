namespace Saccade.Experiments.Benchmarks;

/// <summary>A row of the published tables: our experiment, and what others reported. Figures are text: some are ranges.</summary>
public sealed record PublishedResult
{
    /// <summary>The name of its recipe, or the path of its file.</summary>
    public required string Recipe { get; init; }

    /// <summary>The task, such as mnist-28; the table is ordered by it.</summary>
    public string Task { get; init; } = "";

    /// <summary>The model, such as "RAM, 6 glimpses".</summary>
    public string Method { get; init; } = "";

    /// <summary>What the figures measure.</summary>
    public string Measure { get; init; } = PublishedResults.TestError;

    /// <summary>Whether the model takes glimpses of images, so that its path can be drawn and its rollouts averaged.</summary>
    public bool HasGlimpses { get; init; } = true;

    /// <summary>The figure of the paper (NIPS version); null if it has none.</summary>
    public string? Paper { get; init; }

    /// <summary>The figure of the report; null if it has none.</summary>
    public string? Report { get; init; }

    /// <summary>The best public figures of single networks, with who reported them; null if none was found.</summary>
    public string? Public { get; init; }

    /// <summary>
    /// T, for a point of its task's curve of error against glimpses; null for others. The points of one task differ in T and,
    /// at most, in the first location.
    /// </summary>
    public int? Glimpses { get; init; }

    /// <summary>The ablations that it is a point of.</summary>
    public IReadOnlyList<SweepPlace> Sweeps { get; init; } = [];
}
