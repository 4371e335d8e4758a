namespace Saccade.Training;

/// <summary>The weights of the terms of the loss.</summary>
/// <param name="Action">Weight of J_action.</param>
/// <param name="Baseline">Weight of J_baseline.</param>
/// <param name="Location">Weight of J_location.</param>
/// <param name="Entropy">Weight of the entropy bonus, which lowers the loss; ignored where answers are classes.</param>
/// <param name="Stop">Weight of J_stop; ignored by models without a stop network.</param>
public readonly record struct LossWeights(double Action, double Baseline, double Location, double Entropy = 0, double Stop = 0)
{
    /// <summary>The weight of J_action for each right class [classes]; empty if all have the weight 1, as sequences do.</summary>
    public ReadOnlyMemory<double> Classes { get; init; }

    /// <summary>The weights of the options; those of classes depend on the images.</summary>
    public static LossWeights Of(LossOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(1, options.BaselineWeight, options.LocationWeight, options.EntropyWeight, options.StopWeight);
    }

    /// <summary>The weight of one term alone, the others 0.</summary>
    /// <param name="term">action, baseline, location or stop.</param>
    public LossWeights Only(string term) => term switch
    {
        "action" => new(Action, 0, 0) { Classes = Classes },
        "baseline" => new(0, Baseline, 0),
        "location" => new(0, 0, Location),
        "stop" => new(0, 0, 0, Stop: Stop),
        _ => throw new ArgumentOutOfRangeException(nameof(term), term, "The terms are action, baseline, location and stop."),
    };

    /// <summary>The weight of J_action for a right class.</summary>
    /// <param name="label">The class.</param>
    public double OfClass(int label) => Classes.IsEmpty ? 1 : Classes.Span[label];

    /// <summary>The weights of <see cref="ClassWeighting.Balanced"/> [classes]; 1 for classes that do not occur.</summary>
    internal static double[] Balance(Labels labels, int classes)
    {
        double[] counts = new double[classes];
        foreach (int label in labels.ToArray())
        {
            counts[label]++;
        }
        int occurring = counts.Count(count => count > 0);
        return Array.ConvertAll(counts, count => count > 0 ? labels.Count / (occurring * count) : 1);
    }
}
