namespace Saccade.Experiments.Predictions;

/// <summary>How pictures are classified.</summary>
public sealed record PredictionOptions
{
    /// <summary>The most classes of an answer, the best first; a model that answers sequences has one answer.</summary>
    public int Top { get; init => field = Require.Between(value, 1, 1000); } = 1;

    /// <summary>T, glimpses of a picture; null for the number in training.</summary>
    public int? Glimpses { get; init => field = value is int glimpses ? Require.Between(glimpses, 1, 1000) : null; }

    /// <summary>The price of a glimpse for a model with a stop network; null for its own.</summary>
    public double? Price { get; init => field = value is double price ? Require.Between(price, 0, 1) : null; }

    /// <summary>The seed of a random first location, the same one for every picture.</summary>
    public long Seed { get; init; }

    /// <summary>Whether pictures are inverted, for dark ink on a light ground where a model of digits is asked.</summary>
    public bool Invert { get; init; }
}
