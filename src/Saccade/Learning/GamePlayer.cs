using Saccade.Evaluation;
using Saccade.Games;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>The agent as a player: at each step it takes one glimpse of the screen, then chooses a move and where to look next.</summary>
/// <param name="engine">The model and its weights; it stays the caller's.</param>
/// <param name="policy">Whether moves and locations are the most probable ones or sampled.</param>
public sealed class GamePlayer(IGameEngine engine, PolicyMode policy = PolicyMode.Mean) : IPlayer
{
    /// <inheritdoc/>
    public void Play(CatchGame games, RandomKey key, int first)
    {
        ArgumentNullException.ThrowIfNull(games);
        engine.Play(games, Noise(games, key, first));
    }

    /// <summary>Plays games that have just been started to their end and tells each step.</summary>
    /// <param name="games">The games [N].</param>
    /// <param name="key">What is random about first locations and samples.</param>
    public IReadOnlyList<EpisodeTrace> Trace(CatchGame games, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(games);
        List<byte[]> screens = [];
        List<CatchMove[]> moves = [];
        BatchTrace trace = engine.Play(games, Noise(games, key, 0), chosen =>
        {
            screens.Add(games.Screens.ToArray());
            moves.Add(chosen.ToArray());
        });
        GlimpseSensor sensor = new(engine.Model.Sensor, games.ScreenSize);
        return [.. Enumerable.Range(0, games.Count).Select(game => new EpisodeTrace
        {
            Steps = [.. Enumerable.Range(0, screens.Count).Select(step => Glimpse(step * games.Count + game, step, game))],
            LastScreen = Screen(games.Screens.Span, game),
            Caught = games.Caught(game),
        })];

        GlimpseTrace Glimpse(int row, int step, int game)
        {
            byte[] screen = Screen(screens[step], game);
            float[] retina = new float[sensor.GlimpseSize];
            sensor.Sense(screen, trace.Locations[2 * row], trace.Locations[2 * row + 1], retina);
            int kinds = engine.Model.Classes;
            return new()
            {
                Size = games.ScreenSize,
                Sensor = engine.Model.Sensor,
                Pixels = screen,
                Label = (int)moves[step][game],
                Locations = trace.Locations[(2 * row)..(2 * row + 2)],
                Retinas = retina,
                Probabilities = trace.Probabilities[(row * kinds)..((row + 1) * kinds)],
                Baselines = [trace.Baselines[row]],
            };
        }

        byte[] Screen(ReadOnlySpan<byte> all, int game) => all.Slice(game * games.ScreenSize.Pixels, games.ScreenSize.Pixels).ToArray();
    }

    private EpisodeNoise Noise(CatchGame games, RandomKey key, int first) => EpisodeNoise.Draw(
        key, first, games.Count, games.Options.Steps,
        engine.Model.PolicyTaken(policy), sampleMoves: policy == PolicyMode.Sample);
}
