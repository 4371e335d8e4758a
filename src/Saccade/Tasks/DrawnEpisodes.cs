namespace Saccade.Tasks;

/// <summary>Randomly drawn episodes in batches; they depend only on a key.</summary>
public sealed class DrawnEpisodes : IEpisodeSource
{
    private readonly Func<RandomKey, int, int, IEpisodes> _draw;
    private readonly RandomKey _key;
    private readonly int _batchSize;
    private readonly bool _isFixed;

    private DrawnEpisodes(int count, int batchSize, RandomKey key, bool isFixed, Func<RandomKey, int, int, IEpisodes> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        (Count, _batchSize, _key, _isFixed, _draw) = (count, batchSize, key, isFixed, draw);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int StepsPerEpoch => (Count - 1) / _batchSize + 1;

    /// <summary>Training episodes, new ones for every batch of every epoch.</summary>
    /// <param name="count">Episodes of an epoch, rounded down to whole batches, at least one.</param>
    /// <param name="batchSize">B, episodes in a batch, 1 or more.</param>
    /// <param name="key">The key of the episodes.</param>
    /// <param name="draw">Draws episodes; receives the key, the index of the first and their number.</param>
    public static DrawnEpisodes Fresh(int count, int batchSize, RandomKey key, Func<RandomKey, int, int, IEpisodes> draw)
    {
        _ = Require.Between(batchSize, 1, int.MaxValue, nameof(batchSize));
        return new(Math.Max(1, count / batchSize) * batchSize, batchSize, key, isFixed: false, draw);
    }

    /// <summary>Evaluation episodes; epoch d is draw d of them.</summary>
    /// <param name="count">The number of episodes, 1 or more.</param>
    /// <param name="key">The key of the episodes.</param>
    /// <param name="draw">Draws episodes; receives the key, the index of the first and their number.</param>
    /// <param name="batchSize">Episodes in a batch, 1 or more.</param>
    public static DrawnEpisodes Fixed(int count, RandomKey key, Func<RandomKey, int, int, IEpisodes> draw, int batchSize = 500)
    {
        _ = Require.Between(count, 1, int.MaxValue, nameof(count));
        _ = Require.Between(batchSize, 1, int.MaxValue, nameof(batchSize));
        return new(count, Math.Min(batchSize, count), key, isFixed: true, draw);
    }

    /// <inheritdoc/>
    public IEpisodes Load(int epoch, int step)
    {
        int first = step * _batchSize;
        return _isFixed
            ? _draw(epoch == 0 ? _key.Fork("starts") : _key.Fork("starts").Fork(epoch), first, Math.Min(_batchSize, Count - first))
            : _draw(_key.Fork((long)epoch * StepsPerEpoch + step), 0, _batchSize);
    }

    /// <inheritdoc/>
    public RandomKey NoiseKey(long seed, int rollout) => rollout == 0 ? _key.Fork("player") : _key.Fork("player").Fork(rollout);
}
