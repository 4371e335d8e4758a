using Saccade.Policy;

namespace Saccade.Evaluation;

/// <summary>
/// An agent that takes glimpses of episodes and answers: a model on any engine. <see cref="Evaluator"/> and <see cref="GlimpseTracer"/>
/// call it on one thread at a time.
/// </summary>
public interface IAgent
{
    /// <summary>The options of the model.</summary>
    ModelOptions Model { get; }

    /// <summary>Runs one rollout of each episode of a batch; the model does not change.</summary>
    /// <param name="episodes">The episodes [B]; they are restarted first and have ended afterwards.</param>
    /// <param name="noise">All randomness of the B rollouts, and T, their number of glimpses.</param>
    /// <returns>Locations, probabilities, values and actions of each glimpse; the caller owns the arrays.</returns>
    /// <exception cref="ArgumentException">The noise is for another number of rollouts, or the channels are not the model's.</exception>
    /// <exception cref="SaccadeException">The images of a classifier have another size than its own.</exception>
    RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise);
}
