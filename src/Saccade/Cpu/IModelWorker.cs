using Saccade.Cpu.Layers;
using Saccade.Cpu.Losses;
using Saccade.Cpu.Threading;
using Saccade.Evaluation;
using Saccade.Policy;
using Saccade.Training;

namespace Saccade.Cpu;

/// <summary>Runs micro-batches of the rollouts of one kind of model, on one thread.</summary>
internal interface IModelWorker : IDisposable
{
    /// <summary>The gradient of the last backward pass.</summary>
    IGradient Gradient { get; }

    /// <summary>Checks that the model can run these episodes with this noise; returns N, how many rollouts that makes.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    int Check(IEpisodes episodes, RolloutNoise noise, bool training);

    /// <summary>The number of rollouts in a micro-batch.</summary>
    int MicroBatch(IEpisodes episodes, bool training);

    /// <summary>Reserves memory for N rollouts; members of a group share it.</summary>
    void Reserve(int glimpses, int rollouts);

    /// <summary>Runs the rollouts of a micro-batch.</summary>
    /// <param name="episodes">The episodes of the whole batch.</param>
    /// <param name="range">Those of the micro-batch.</param>
    /// <param name="noise">The noise of the whole batch.</param>
    /// <param name="rollouts">Where to record them; null in training, before <see cref="Backward"/>.</param>
    void Forward(IEpisodes episodes, IndexRange range, RolloutNoise noise, RolloutBatch? rollouts);

    /// <summary>Computes the loss of the rollouts and the backward pass; adds their figures to <paramref name="sums"/>.</summary>
    void Backward(IEpisodes episodes, IndexRange range, RolloutNoise noise, LossWeights weights, LossSums sums);
}
