using Saccade.Evaluation;
using Saccade.Policy;

namespace Saccade.Torch;

/// <summary>The forward pass and the loss of one kind of model.</summary>
internal interface ITorchRunner
{
    /// <summary>The networks.</summary>
    nn.Module Module { get; }

    /// <summary>Runs one rollout of each episode.</summary>
    RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise);

    /// <summary>Runs rollouts; returns their weighted loss, a scalar, and their report. The caller's scope owns the tensors.</summary>
    (Tensor Loss, Func<StepReport> Report) Loss(IEpisodes episodes, RolloutNoise noise, LossWeights weights);
}
