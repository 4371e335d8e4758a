namespace Saccade.Experiments.Rows;

/// <summary>A row of the published tables: an experiment of ours, and what others reported of it. Figures are text, since some are ranges or bear remarks.</summary>
public sealed record ExperimentRow
{
    /// <summary>The name of its recipe, or the path of its file.</summary>
    public required string Recipe { get; init; }

    /// <summary>What is looked at, such as mnist-28; the table is ordered by it.</summary>
    public string Task { get; init; } = "";

    /// <summary>What looks, such as "RAM, 6 glimpses".</summary>
    public string Method { get; init; } = "";

    /// <summary>What the figures measure.</summary>
    public string Measure { get; init; } = RowTable.TestError;

    /// <summary>Whether what looks takes glimpses of images, whose path can be drawn and whose rollouts can be averaged.</summary>
    public bool HasGlimpses { get; init; } = true;

    /// <summary>The figure of the paper (NIPS version); null if it has none.</summary>
    public string? Paper { get; init; }

    /// <summary>The figure of the report; null if it has none.</summary>
    public string? Report { get; init; }

    /// <summary>The best public figure of one network, with who reported it; null if none was found.</summary>
    public string? Public { get; init; }

    /// <summary>T, for a point of its task's curve of error against glimpses: the rows of one task that have it differ in that and, at most, in the first place; null for others.</summary>
    public int? Glimpses { get; init; }

    /// <summary>The ablations that it is a point of.</summary>
    public IReadOnlyList<SweepPlace> Sweeps { get; init; } = [];
}

/// <summary>A point of an ablation.</summary>
/// <param name="Sweep">What is varied while what is kept.</param>
/// <param name="Value">The varied option's value.</param>
public sealed record SweepPlace(string Sweep, int Value);
