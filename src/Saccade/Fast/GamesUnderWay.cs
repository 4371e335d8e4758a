using Saccade.Games;

namespace Saccade.Fast;

/// <summary>Games that the workers play, each its share of them, step by step together.</summary>
internal sealed class GamesUnderWay(CatchGame games, EpisodeNoise noise)
{
    private readonly CatchMove[] _moves = new CatchMove[games.Options.Steps * games.Count];
    private readonly bool[] _caught = new bool[games.Count];

    /// <summary>One worker's glimpses and moves of the step under way, in its share of the games.</summary>
    public void Play(RolloutWorker player, Share share) =>
        player.Play(games.StepsDone, games, share.First, noise, _moves.AsSpan(games.StepsDone * games.Count + share.First, share.Count));

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

    /// <summary>One worker's loss of its share of the games, which have ended.</summary>
    public void Learn(RolloutWorker player, Share share, TermWeights terms, LossSums sums) =>
        player.Learn(_moves, _caught, share.First, noise, terms, sums);
}
