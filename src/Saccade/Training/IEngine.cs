using Saccade.Evaluation;
using Saccade.Policy;

namespace Saccade.Training;

/// <summary>
/// Computes a model: a forward pass, a backward pass into one flat gradient, and an optimiser step. <see cref="Trainer"/> calls
/// <see cref="Backward"/>, checks the loss, sums the gradient over processes, measures and clips its norm, and then calls
/// <see cref="Update"/>; it skips the update if loss or gradient is NaN or infinite.
/// </summary>
/// <remarks>
/// An engine owns its weights and the state of its optimiser; its creator disposes of it. It is called on one thread at a time, but it
/// may compute on several threads itself and then render different episodes of a batch in parallel. An engine can be written in another
/// assembly: <see cref="Plan"/> gives names, shapes and initial weights of all layers.
/// <para>
/// An engine of one of several processes (<see cref="IProcessGroup"/>) is given whole batches and computes its part of them. What it
/// returns is of the whole batch, but <see cref="Gradient"/> is the contribution of its part until <see cref="Trainer"/> sums it.
/// </para>
/// <para>
/// Location of glimpse t: with <see cref="RolloutNoise"/> in random mode its step is the location; at t = 0 its start is the location for
/// <see cref="FirstLocation.Uniform"/>, and (0, 0) for <see cref="FirstLocation.Centre"/>; otherwise l = μ + σ · scale · ε, clamped to
/// [-1, 1] for the sensor but not for log π. <see cref="RolloutNoise.Drop"/> drops features of g_t. The loss and its terms are those of
/// <see cref="LossOptions"/>: means over all N rollouts, with no gradient through the advantage R − b_t. R is
/// <see cref="IEpisodes.Reward"/>, or <see cref="LossOptions.Reward"/> where that is null.
/// </para>
/// </remarks>
public interface IEngine : IAgent, IDisposable
{
    /// <summary>The layers of the model. They name its weights, the segments of its gradient and the terms of its loss.</summary>
    NetworkPlan Plan { get; }

    /// <summary>The gradient of the last <see cref="Backward"/>, always the same object. It belongs to the engine.</summary>
    FlatGradient Gradient { get; }

    /// <summary>
    /// Runs N = B·M rollouts, M of each episode (rollout n sees episode n / M), and their backward pass. <see cref="Gradient"/> becomes
    /// the gradient of the weighted sum of the loss terms. Neither weights nor running statistics change.
    /// </summary>
    /// <param name="episodes">The episodes [B]; they are restarted first. The engine keeps no reference to them.</param>
    /// <param name="noise">All randomness of the N rollouts, and T, their number of glimpses.</param>
    /// <param name="weights">The weight of each loss term.</param>
    /// <returns>The unweighted loss terms and the accuracy and reward of the rollouts.</returns>
    /// <exception cref="ArgumentException">
    /// N is not a multiple of B, M is above 1 where episodes change, or the frames have other channels than the model.
    /// </exception>
    /// <exception cref="SaccadeException">The images of a classifier have another size than its own.</exception>
    /// <exception cref="NumericalException">The location network's mean is NaN.</exception>
    StepReport Backward(IEpisodes episodes, RolloutNoise noise, LossWeights weights);

    /// <summary>Takes an optimiser step with <see cref="Gradient"/> and adopts the running statistics of <see cref="Backward"/>.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="gradientScale">Multiplies the gradient first; below 1 where it is clipped.</param>
    void Update(double learningRate, double gradientScale = 1);

    /// <summary>Copies the weights, and the running statistics of batch normalisation, under the names of the plan.</summary>
    IReadOnlyList<NamedTensor> SaveWeights();

    /// <summary>Replaces the weights by those of a model with the same options.</summary>
    /// <param name="weights">The tensors of the plan; they are copied.</param>
    /// <exception cref="SaccadeException">A tensor is missing or has another shape; no weight has changed.</exception>
    void LoadWeights(IReadOnlyList<NamedTensor> weights);

    /// <summary>Copies the optimiser's state, under the names of <see cref="OptimiserStateNames"/>.</summary>
    IReadOnlyList<NamedTensor> SaveOptimiser();

    /// <summary>Replaces the optimiser's state by the saved state of an optimiser of the same kind.</summary>
    /// <param name="state">The state; it is copied.</param>
    /// <exception cref="SaccadeException">A tensor is missing or has another shape.</exception>
    void LoadOptimiser(IReadOnlyList<NamedTensor> state);
}
