namespace Saccade.Experiments.Rows;

/// <summary>What came out of a row with one seed.</summary>
public sealed record SeedResult
{
    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>The run's folder, relative to the folder of the page.</summary>
    public required string Run { get; init; }

    /// <summary>The figure of one rollout with the mean policy, in the unit of <see cref="ExperimentRow.Measure"/>.</summary>
    public required double Figure { get; init; }

    /// <summary>Lower end of its 95% interval.</summary>
    public required double Low { get; init; }

    /// <summary>Upper end of its 95% interval.</summary>
    public required double High { get; init; }

    /// <summary>The figure of the averaged rollouts; null if there are none to average.</summary>
    public double? Averaged { get; init; }

    /// <summary>Part of the test images named rightly after each glimpse [T], 0 to 1; empty without glimpses.</summary>
    public IReadOnlyList<double> AccuracyByGlimpse { get; init; } = [];

    /// <summary>The figure of a player whose every move is random; null for rows that name images.</summary>
    public double? RandomPlayer { get; init; }

    /// <summary>How many test images, or episodes of a game.</summary>
    public required int Images { get; init; }

    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epochs of the run's own schedule, less than the recipe's if it was fitted to a budget.</summary>
    public required int PlannedEpochs { get; init; }

    /// <summary>Whether training ended early because the recipe's patience had run out.</summary>
    public bool OutOfPatience { get; init; }

    /// <summary>The epoch whose weights were tested, that of the lowest validation error.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Its validation error in percent.</summary>
    public required double ValidationErrorPercent { get; init; }

    /// <summary>Seconds of training, validation included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Threads it was trained with.</summary>
    public required int Threads { get; init; }

    /// <summary>The commit of the source it was trained by; null when unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>The version of Saccade it was trained by.</summary>
    public required string Version { get; init; }

    /// <summary>The machine it was tested on, in one line.</summary>
    public required string Hardware { get; init; }

    /// <summary>Whether it was trained for less than the recipe's own number of epochs, and not because patience ran out.</summary>
    public bool IsShort(int fullEpochs) => PlannedEpochs < fullEpochs || (Epochs < PlannedEpochs && !OutOfPatience);
}
