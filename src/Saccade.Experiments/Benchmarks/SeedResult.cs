namespace Saccade.Experiments.Benchmarks;

/// <summary>The result of a row with one seed.</summary>
internal sealed record SeedResult
{
    public required long Seed { get; init; }

    /// <summary>The run's folder, relative to the folder of the page.</summary>
    public required string Run { get; init; }

    /// <summary>The figure of one rollout with the mean policy, in the unit of <see cref="PublishedResult.Measure"/>.</summary>
    public required double Figure { get; init; }

    /// <summary>Standard error of the figure over the draws of the test frames; null if there is one draw.</summary>
    public double? StandardError { get; init; }

    /// <summary>Lower end of the 95% interval of the figure; <see cref="High"/> is the upper end.</summary>
    public required double Low { get; init; }

    public required double High { get; init; }

    /// <summary>The figure of the averaged rollouts; null if there are none to average.</summary>
    public double? Averaged { get; init; }

    /// <summary>Share of the test images classified correctly after each glimpse [T], 0 to 1; empty without glimpses.</summary>
    public IReadOnlyList<double> AccuracyByGlimpse { get; init; } = [];

    /// <summary>The figure of an agent whose every action is random; null for rows that classify images.</summary>
    public double? RandomPlayer { get; init; }

    /// <summary>How many test images, or episodes.</summary>
    public required int Images { get; init; }

    public required int Epochs { get; init; }

    /// <summary>Epochs of the run's own schedule, less than the recipe's if it was fitted to a budget.</summary>
    public required int PlannedEpochs { get; init; }

    /// <summary>Whether training ended early because the recipe's patience had run out.</summary>
    public bool OutOfPatience { get; init; }

    /// <summary>The epoch whose weights were tested, that of the lowest validation error.</summary>
    public required int BestEpoch { get; init; }

    public required double ValidationErrorPercent { get; init; }

    public required double Seconds { get; init; }

    public required int Threads { get; init; }

    /// <summary>The commit of the source it was trained by; null if unknown.</summary>
    public string? Commit { get; init; }

    public required string Version { get; init; }

    /// <summary>The machine it was tested on, in one line.</summary>
    public required string Hardware { get; init; }

    /// <summary>Whether it was trained for less than the recipe's own number of epochs, and not because patience ran out.</summary>
    public bool IsShort(int fullEpochs) => PlannedEpochs < fullEpochs || (Epochs < PlannedEpochs && !OutOfPatience);
}
