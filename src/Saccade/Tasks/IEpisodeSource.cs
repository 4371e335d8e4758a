namespace Saccade.Tasks;

/// <summary>
/// The episodes of a split in batches. Any batch of any epoch can be loaded at any time, so that a run can resume anywhere. Used on one
/// thread at a time. In an evaluation epoch d is draw d: the same digits on other frames, or other episodes.
/// </summary>
public interface IEpisodeSource
{
    /// <summary>The number of episodes of an epoch.</summary>
    int Count { get; }

    /// <summary>The number of batches of an epoch; the last one may be smaller.</summary>
    int StepsPerEpoch { get; }

    /// <summary>The labels of all episodes; null where answers are actions.</summary>
    Labels? Labels => null;

    /// <summary>Loads a batch, which is valid until the next call.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="step">The batch, 0 to <see cref="StepsPerEpoch"/> − 1.</param>
    IEpisodes Load(int epoch, int step);

    /// <summary>The key of the noise of one rollout of every episode in an evaluation; row i of the noise is for episode i.</summary>
    /// <param name="seed">The seed of the evaluation.</param>
    /// <param name="rollout">The rollout, from 0.</param>
    RandomKey NoiseKey(long seed, int rollout) => RandomKey.FromSeed(seed).Fork("evaluation").Fork(rollout);
}
