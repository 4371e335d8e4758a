namespace Saccade.Evaluation;

/// <summary>How well a model names a set of images.</summary>
public sealed record EvaluationResult
{
    /// <summary>How many images were judged.</summary>
    public required int Images { get; init; }

    /// <summary>Images named wrongly by the first rollout alone, in percent.</summary>
    public required double ErrorPercent { get; init; }

    /// <summary>Lower end of the 95% interval (Wilson) of <see cref="ErrorPercent"/>.</summary>
    public required double ErrorPercentLow { get; init; }

    /// <summary>Upper end of the 95% interval (Wilson) of <see cref="ErrorPercent"/>.</summary>
    public required double ErrorPercentHigh { get; init; }

    /// <summary>K, how many rollouts of each image were taken.</summary>
    public required int Rollouts { get; init; }

    /// <summary>Images named wrongly by the average of the probabilities of all K rollouts, in percent.</summary>
    public required double AveragedErrorPercent { get; init; }

    /// <summary>Part of the images named rightly after each glimpse of the first rollout [T], 0 to 1.</summary>
    public required IReadOnlyList<double> AccuracyByGlimpse { get; init; }

    /// <summary>Counts of the first rollout, [right class][named class].</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>Rollouts per second, data included.</summary>
    public required double ImagesPerSecond { get; init; }
}
