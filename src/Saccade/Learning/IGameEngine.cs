using Saccade.Evaluation;
using Saccade.Games;

namespace Saccade.Learning;

/// <summary>An engine whose model can also play a game: at each step one glimpse of the screen, then a move (paper §4.2).</summary>
public interface IGameEngine : ITrainingEngine
{
    /// <summary>Plays games that have just been started to their end, and takes one step of the optimiser on what came of it.</summary>
    /// <param name="games">The games [N].</param>
    /// <param name="noise">A row for each game.</param>
    /// <param name="learningRate">The learning rate.</param>
    StepReport Step(CatchGame games, EpisodeNoise noise, double learningRate);

    /// <summary>Plays games that have just been started and gives the gradient norm of each network by loss term; the weights stay as they are.</summary>
    /// <param name="games">The games [N].</param>
    /// <param name="noise">A row for each game.</param>
    IReadOnlyList<GradientNorm> MeasureGradients(CatchGame games, EpisodeNoise noise);

    /// <summary>Plays games that have just been started to their end.</summary>
    /// <param name="games">The games [N].</param>
    /// <param name="noise">A row for each game.</param>
    /// <param name="watch">Is shown the moves [N] of each step, before they are made; they are good for the length of the call.</param>
    /// <returns>The glimpses, with the probabilities of the moves [T, N, moves].</returns>
    BatchTrace Play(CatchGame games, EpisodeNoise noise, Action<ReadOnlyMemory<CatchMove>>? watch = null);
}
