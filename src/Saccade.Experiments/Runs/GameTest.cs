using Saccade.Evaluation;
using Saccade.Games;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>How a model plays unseen episodes, beside a random player in the same ones.</summary>
/// <param name="Player">The model.</param>
/// <param name="Random">A player whose every move is random.</param>
public sealed record GameTest(GameResult Player, GameResult Random)
{
    /// <summary>How many episodes a test has unless told otherwise.</summary>
    public const int DefaultEpisodes = 10_000;

    /// <summary>Lets both play.</summary>
    /// <exception cref="OptionException"><paramref name="episodes"/> is below 1.</exception>
    public static GameTest Run(IGameEngine agent, GameOptions game, int episodes = DefaultEpisodes, PolicyMode policy = PolicyMode.Mean, long seed = 0)
    {
        RandomKey key = GameEvaluator.TestKey(seed);
        return new(
            GameEvaluator.Evaluate(new GamePlayer(agent, policy), game, episodes, key),
            GameEvaluator.Evaluate(new RandomPlayer(), game, episodes, key));
    }
}
