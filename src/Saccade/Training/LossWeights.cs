namespace Saccade.Training;

/// <summary>The weights of the terms of the loss.</summary>
/// <param name="Action">Weight of J_action.</param>
/// <param name="Baseline">Weight of J_baseline.</param>
/// <param name="Location">Weight of J_location.</param>
/// <param name="Entropy">Weight of the entropy bonus, which lowers the loss; ignored where answers are classes.</param>
/// <param name="Stop">Weight of J_stop; ignored by models without a stop network.</param>
public readonly record struct LossWeights(double Action, double Baseline, double Location, double Entropy = 0, double Stop = 0)
{
    /// <summary>The weights of the options.</summary>
    public static LossWeights Of(LossOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(1, options.BaselineWeight, options.LocationWeight, options.EntropyWeight, options.StopWeight);
    }

    /// <summary>The weight of one term alone, the others 0.</summary>
    /// <param name="term">action, baseline, location or stop.</param>
    public LossWeights Only(string term) => term switch
    {
        "action" => new(Action, 0, 0),
        "baseline" => new(0, Baseline, 0),
        "location" => new(0, 0, Location),
        "stop" => new(0, 0, 0, Stop: Stop),
        _ => throw new ArgumentOutOfRangeException(nameof(term), term, "The terms are action, baseline, location and stop."),
    };
}
