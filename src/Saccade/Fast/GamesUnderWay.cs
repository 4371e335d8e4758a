using Saccade.Games;

namespace Saccade.Fast;

/// <summary>Games that the workers play, each its share of them, step by step together.</summary>
internal sealed class GamesUnderWay(CatchGame games, EpisodeNoise noise, int workers)
{
    private readonly CatchMove[] _moves = new CatchMove[games.Options.Steps * games.Count];
    private readonly bool[] _caught = new bool[games.Count];

    /// <summary>The games that a worker plays.</summary>
    public Share ShareOf(int worker) => Share.Of(games.Count, worker, workers);

    /// <summary>One worker's glimpses and moves of the step under way.</summary>
    public void Play(RolloutWorker player, int worker)
    {
        Share share = ShareOf(worker);
        player.Play(games.StepsDone, games, share.First, noise, _moves.AsSpan(games.StepsDone * games.Count + share.First, share.Count));
    }

    /// <summary>Makes the moves of all games.</summary>
    public void Step(Action<ReadOnlyMemory<CatchMove>>? watch)
    {
        ReadOnlyMemory<CatchMove> moves = _moves.AsMemory(games.StepsDone * games.Count, games.Count);
        watch?.Invoke(moves);
        games.Step(moves.Span);
        for (int game = 0; games.Ended && game < _caught.Length; game++)
        {
            _caught[game] = games.Caught(game);
        }
    }

    /// <summary>One worker's loss of the games that have ended.</summary>
    public void Learn(RolloutWorker player, int worker, TermWeights terms) =>
        player.Learn(_moves, _caught, ShareOf(worker).First, noise, terms);
}
