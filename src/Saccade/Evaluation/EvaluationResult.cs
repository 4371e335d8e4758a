namespace Saccade.Evaluation;

/// <summary>The result of an evaluation.</summary>
public sealed record EvaluationResult
{
    /// <summary>The number of images or episodes.</summary>
    public required int Images { get; init; }

    /// <summary>Images classified wrongly by the first rollout alone, or episodes with a reward below 1, in percent.</summary>
    public required double ErrorPercent { get; init; }

    /// <summary>Lower end of the 95% interval (Wilson) of <see cref="ErrorPercent"/>.</summary>
    public required double ErrorPercentLow { get; init; }

    /// <summary>Upper end of the 95% interval (Wilson) of <see cref="ErrorPercent"/>.</summary>
    public required double ErrorPercentHigh { get; init; }

    /// <summary>K, rollouts of each image.</summary>
    public required int Rollouts { get; init; }

    /// <summary>Images classified wrongly by the average of the probabilities of all K rollouts, in percent.</summary>
    public required double AveragedErrorPercent { get; init; }

    /// <summary>Accuracy after each glimpse of the first rollout [T], 0 to 1; empty where answers are actions.</summary>
    public required IReadOnlyList<double> AccuracyByGlimpse { get; init; }

    /// <summary>Counts of the first rollout, [right class][predicted class]; empty where answers are actions.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>Rollouts per second, data included.</summary>
    public required double ImagesPerSecond { get; init; }
}
