using Saccade.Policy;
using Saccade.Training;

namespace Saccade.Cpu.Losses;

/// <summary>What a loss knows of the rollouts beside the networks' outputs.</summary>
/// <param name="Episodes">The episodes of the whole batch, of which those that change have ended.</param>
/// <param name="First">The first episode of these rollouts.</param>
/// <param name="Noise">The noise of all rollouts of the batch.</param>
/// <param name="Weights">The weights of the loss terms.</param>
internal readonly record struct LossBatch(IEpisodes Episodes, int First, RolloutNoise Noise, LossWeights Weights)
{
    /// <summary>N, the rollouts of the whole batch.</summary>
    public int Rollouts => Noise.Rows;

    /// <summary>M, the rollouts of each episode.</summary>
    public int RolloutsOfEach => Noise.Rows / Episodes.Count;
}
