using Saccade.Policy;

namespace Saccade.Inference;

/// <summary>How a classifier looks at images.</summary>
public sealed record InferenceOptions
{
    /// <summary>T, glimpses of an image; null for the number in training.</summary>
    public int? Glimpses { get; init => field = value is int t ? Require.Between(t, 1, 1000) : null; }

    /// <summary>
    /// The price of a glimpse, by which a model with a stop network ends a rollout; 0 to take all glimpses, null for the model's price.
    /// Other models have none.
    /// </summary>
    public double? Price { get; init => field = value is double price ? Require.Between(price, 0, 1) : null; }

    /// <summary>The seed of random locations: with the same seed every image has the same first location.</summary>
    public long Seed { get; init; }

    /// <summary>Whether to invert pixels, for dark ink on a light ground; models of digits expect light ink on black.</summary>
    public bool Invert { get; init; }

    /// <summary>Draws the noise of one rollout, which is that of every image.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="OptionException">The model takes another number of glimpses or other prices.</exception>
    public RolloutNoise DrawNoise(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.RequirePrice(Price);
        RandomKey key = RandomKey.FromSeed(Seed).Fork("inference");
        PolicyMode mode = model.EffectivePolicy(PolicyMode.Mean);
        return model.Priced(RolloutNoise.Draw(key, 0, 1, model.GlimpseCount(Glimpses), mode), Price);
    }
}
