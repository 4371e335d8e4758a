using Saccade.Policy;

namespace Saccade.Evaluation;

/// <summary>How a model is evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>K, rollouts of each image; the first alone gives the main result.</summary>
    public int Rollouts { get; init => field = Require.Between(value, 1, 10_000); } = 1;

    /// <summary>
    /// Draws of the composed frames and of the noise, or of the drawn episodes; results are means over them. Images as they are do not
    /// change.
    /// </summary>
    public int Draws { get; init => field = Require.Between(value, 1, 1000); } = 1;

    /// <summary>Whether each location is the policy's mean or a sample.</summary>
    public PolicyMode Policy { get; init => field = Require.Defined(value); } = PolicyMode.Mean;

    /// <summary>T, glimpses of each rollout; null for the number in training. A classifier of whole images ignores it.</summary>
    public int? Glimpses { get; init => field = value is int t ? Require.Between(t, 1, 1000) : null; }

    /// <summary>
    /// The price of a glimpse, by which a model with a stop network ends its rollouts; 0 lets all take T glimpses, null is the model's own
    /// price. Other models have none.
    /// </summary>
    public double? Price { get; init => field = value is double price ? Require.Between(price, 0, 1) : null; }

    /// <summary>The seed of first locations and samples.</summary>
    public long Seed { get; init; }

    /// <summary>Images in a batch; it influences the result only by rounding.</summary>
    public int BatchSize { get; init => field = Require.Between(value, 1, 65_536); } = 500;

    /// <summary>Draws the noise of one rollout of each episode of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="episodes">The batch.</param>
    /// <param name="key">The key of the rollout, from <see cref="IEpisodeSource.NoiseKey"/>.</param>
    /// <param name="first">The index of the batch's first episode.</param>
    /// <exception cref="OptionException">The model was trained for other prices, or for none.</exception>
    public RolloutNoise DrawNoise(ModelOptions model, IEpisodes episodes, RandomKey key, int first)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(episodes);
        model.RequirePrice(Price);
        return model.Priced(EpisodeNoise.Draw(model, episodes, key, first, model.GlimpseCount(Glimpses), Policy), Price);
    }

    /// <summary>The key of the noise of one rollout of each episode of a draw.</summary>
    internal RandomKey NoiseKey(IEpisodeSource episodes, int rollout, int draw)
    {
        RandomKey key = episodes.NoiseKey(Seed, rollout);
        return draw == 0 ? key : key.Fork("draw").Fork(draw);
    }
}
