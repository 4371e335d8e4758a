namespace Saccade.Learning;

/// <summary>What is logged of one epoch. Averages are over its training images unless said otherwise.</summary>
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

    /// <summary>Part of the training rollouts that named the right class, 0 to 1.</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>Mean reward R of the training rollouts: what the loss pays them, 0 to 1.</summary>
    public required double Reward { get; init; }

    /// <summary>Root mean square of R − b_t.</summary>
    public required double BaselineError { get; init; }

    /// <summary>Standard deviation of the policy's means μ over the images of a batch, at the same glimpse, in units of l: 0 if it looks at the same places whatever the image.</summary>
    public required double LocationSpread { get; init; }

    /// <summary>Error on the validation images in percent: one rollout, mean policy.</summary>
    public required double ValidationErrorPercent { get; init; }

    /// <summary>Entropy of the moves of a game in nats; null where images are named.</summary>
    public double? MoveEntropy { get; init; }

    /// <summary>Training images per second (each counted once, however many rollouts), without validation.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Seconds that the epoch took, validation included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Gradient norms of each network by loss term, on the epoch's last batch.</summary>
    public required IReadOnlyList<GradientNorm> GradientNorms { get; init; }

    /// <summary>Every figure with the name it has in files, in their order.</summary>
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
        yield return new("images_per_second", ImagesPerSecond);
        yield return new("seconds", Seconds);
        if (MoveEntropy is double entropy)
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
