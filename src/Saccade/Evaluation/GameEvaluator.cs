using System.Diagnostics;
using Saccade.Games;
using Saccade.Runtime;

namespace Saccade.Evaluation;

/// <summary>Judges players of a game.</summary>
public static class GameEvaluator
{
    private const int BatchSize = 500;

    /// <summary>The episodes by which the best epoch of a training is chosen.</summary>
    public static RandomKey ValidationKey { get; } = RandomKey.FromSeed(0).Fork("validation episodes");

    /// <summary>The episodes of a test: no training and no choice of the best epoch ever draws from this key.</summary>
    public static RandomKey TestKey(long seed) => RandomKey.FromSeed(seed).Fork("test episodes");

    /// <summary>Lets a player play and counts how often it catches the ball.</summary>
    /// <param name="player">The player.</param>
    /// <param name="game">The rules.</param>
    /// <param name="episodes">How many episodes.</param>
    /// <param name="key">Names the episodes, and whatever the player does at random in them.</param>
    /// <exception cref="OptionException"><paramref name="episodes"/> is below 1, or the rules contradict each other.</exception>
    public static GameResult Evaluate(IPlayer player, GameOptions game, int episodes, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(player);
        ArgumentNullException.ThrowIfNull(game);
        _ = Require.Between(episodes, 1, int.MaxValue, nameof(episodes));
        CatchGame games = new(game, Math.Min(BatchSize, episodes));
        int caught = 0;
        long start = Stopwatch.GetTimestamp();
        for (int first = 0; first < episodes; first += games.Capacity)
        {
            games.Start(key.Fork("starts"), first, Math.Min(games.Capacity, episodes - first));
            player.Play(games, key.Fork("player"), first);
            caught += games.Catches();
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (double low, double high) = Interval.Wilson95(caught, episodes);
        return new()
        {
            Episodes = episodes,
            CaughtPercent = 100.0 * caught / episodes,
            CaughtPercentLow = 100 * low,
            CaughtPercentHigh = 100 * high,
            EpisodesPerSecond = episodes / seconds,
        };
    }
}
