using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Model;

namespace Saccade.Learning;

/// <summary>Computes training steps of one model: options, noise and checkpoints are the same whatever does the arithmetic.</summary>
public interface ITrainingEngine : IAgent, IDisposable
{
    /// <summary>One step of the optimiser on a batch of B images with B·M rollouts, rollout n of image n / M.</summary>
    StepReport Step(Batch batch, RolloutNoise noise, double learningRate);

    /// <summary>The gradient norm of each network by loss term on a batch; the weights stay as they are.</summary>
    IReadOnlyList<GradientNorm> MeasureGradients(Batch batch, RolloutNoise noise);

    /// <summary>Copies of the weights, and of the running statistics if the model normalises its batches.</summary>
    IReadOnlyList<NamedTensor> SaveWeights();

    /// <summary>Takes over weights of a model with the same options.</summary>
    void LoadWeights(IReadOnlyList<NamedTensor> weights);

    /// <summary>Copies of what the optimiser remembers.</summary>
    IReadOnlyList<NamedTensor> SaveOptimiser();

    /// <summary>Takes over what an optimiser of the same kind remembered.</summary>
    void LoadOptimiser(IReadOnlyList<NamedTensor> state);
}
