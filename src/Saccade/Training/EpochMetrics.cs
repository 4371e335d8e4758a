namespace Saccade.Training;

/// <summary>The metrics of one epoch. Averages are over its training images unless stated otherwise.</summary>
public sealed record EpochMetrics
{
    /// <summary>The epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps done since the start of the run.</summary>
    public required long Step { get; init; }

    /// <summary>The learning rate of the epoch's last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The loss terms.</summary>
    public required LossTerms Loss { get; init; }

    /// <summary>The share of training rollouts with the right class, 0 to 1.</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>Mean reward R of the training rollouts, 0 to 1.</summary>
    public required double Reward { get; init; }

    /// <summary>Root mean square of R − b_t.</summary>
    public required double BaselineError { get; init; }

    /// <summary>Standard deviation of the policy's means μ over images, in units of l: 0 if μ does not depend on the image.</summary>
    public required double LocationSpread { get; init; }

    /// <summary>Error on the validation images in percent: one rollout, mean policy.</summary>
    public required double ValidationErrorPercent { get; init; }

    /// <summary>That of the last weights instead of their average; null without <see cref="TrainingOptions.Average"/>.</summary>
    public double? LastWeightsErrorPercent { get; init; }

    /// <summary>The mean number of glimpses of the validation at the model's price of a glimpse; null without a stop network.</summary>
    public double? MeanGlimpses { get; init; }

    /// <summary>
    /// What a stop network minimises: the validation error in percent plus 100 · price · mean glimpses, by which the best epoch is chosen;
    /// null without one.
    /// </summary>
    public double? ValidationCostPercent { get; init; }

    /// <summary>Entropy of the actions in nats; null where answers are classes.</summary>
    public double? ActionEntropy { get; init; }

    /// <summary>Training images per second, without validation; an image counts once for all its rollouts.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Seconds that the epoch took, validation included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Gradient norms of each network by loss term, on the epoch's last batch.</summary>
    public required IReadOnlyList<GradientNorm> GradientNorms { get; init; }

    /// <summary>Every metric with its name in files, in their order.</summary>
    public IEnumerable<KeyValuePair<string, double>> Figures()
    {
        yield return new("epoch", Epoch);
        yield return new("step", Step);
        yield return new("learning_rate", LearningRate);
        yield return new("loss", Loss.Total);
        yield return new("loss_action", Loss.Action);
        yield return new("loss_baseline", Loss.Baseline);
        yield return new("loss_location", Loss.Location);
        yield return new("train_accuracy", TrainAccuracy);
        yield return new("reward", Reward);
        yield return new("baseline_error", BaselineError);
        yield return new("location_spread", LocationSpread);
        yield return new("validation_error_percent", ValidationErrorPercent);
        if (LastWeightsErrorPercent is double last)
        {
            yield return new("last_weights_error_percent", last);
        }
        if (MeanGlimpses is double glimpses)
        {
            yield return new("loss_stop", Loss.Stop);
            yield return new("mean_glimpses", glimpses);
            yield return new("validation_cost_percent", ValidationCostPercent ?? double.NaN);
        }
        yield return new("images_per_second", ImagesPerSecond);
        yield return new("seconds", Seconds);
        if (ActionEntropy is double entropy)
        {
            yield return new("validation_caught_percent", 100 - ValidationErrorPercent);
            yield return new("move_entropy", entropy);
        }
        foreach (GradientNorm gradient in GradientNorms)
        {
            yield return new($"gradient_{gradient.Network}_{gradient.Term}", gradient.Norm);
        }
    }
}
