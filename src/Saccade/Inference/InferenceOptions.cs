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
}
