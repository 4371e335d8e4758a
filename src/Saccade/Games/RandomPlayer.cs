using Saccade.Runtime;

namespace Saccade.Games;

/// <summary>A player whose every move is uniformly random: what a share of catches has to be compared with.</summary>
public sealed class RandomPlayer : IPlayer
{
    private static readonly int Moves = Enum.GetValues<CatchMove>().Length;

    /// <inheritdoc/>
    public void Play(CatchGame games, RandomKey key, int first)
    {
        ArgumentNullException.ThrowIfNull(games);
        RandomStream[] streams = [.. Enumerable.Range(first, games.Count).Select(i => key.Fork(i).Stream())];
        CatchMove[] moves = new CatchMove[games.Count];
        while (!games.Ended)
        {
            for (int i = 0; i < moves.Length; i++)
            {
                moves[i] = (CatchMove)streams[i].NextInt(Moves);
            }
            games.Step(moves);
        }
    }
}
