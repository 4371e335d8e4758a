using System.Text.Json.Serialization;

namespace Saccade.Training;

/// <summary>Sums over the steps of an epoch, each step weighted by its images.</summary>
public sealed record EpochSums
{
    /// <summary>Images shown.</summary>
    public long Images { get; init; }

    /// <summary>Σ of J_action.</summary>
    public double Action { get; init; }

    /// <summary>Σ of J_baseline.</summary>
    public double Baseline { get; init; }

    /// <summary>Σ of J_location.</summary>
    public double Location { get; init; }

    /// <summary>Σ of J_stop; 0 without a stop network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Stop { get; init; }

    /// <summary>Σ of J.</summary>
    public double Total { get; init; }

    /// <summary>Σ of the accuracy; null in checkpoints of versions that stored only the reward.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Σ of the mean reward.</summary>
    public double Reward { get; init; }

    /// <summary>Σ of the variance of the policy's means.</summary>
    public double LocationVariance { get; init; }

    /// <summary>Σ of the entropy of the actions; null where answers are classes.</summary>
    [JsonPropertyName("MoveEntropy")]
    public double? ActionEntropy { get; init; }

    /// <summary>Seconds spent on the steps.</summary>
    public double Seconds { get; init; }

    /// <summary>The sums with one more step.</summary>
    public EpochSums With(StepReport step, int images, double seconds) => new()
    {
        Images = Images + images,
        Action = Action + step.Loss.Action * images,
        Baseline = Baseline + step.Loss.Baseline * images,
        Location = Location + step.Loss.Location * images,
        Stop = Stop + step.Loss.Stop * images,
        Total = Total + step.Loss.Total * images,
        Accuracy = (Accuracy ?? Reward) + step.Accuracy * images,
        Reward = Reward + step.Reward * images,
        LocationVariance = LocationVariance + step.LocationVariance * images,
        ActionEntropy = step.ActionEntropy is double entropy ? (ActionEntropy ?? 0) + entropy * images : null,
        Seconds = Seconds + seconds,
    };
}
