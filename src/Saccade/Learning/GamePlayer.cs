using Saccade.Evaluation;
using Saccade.Games;
using Saccade.Model;
using Saccade.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Learning;

/// <summary>The agent as a player: at each step it takes one glimpse of the screen, then chooses a move and where to look next.</summary>
/// <param name="engine">The model and its weights; it stays the caller's.</param>
/// <param name="policy">Whether moves and locations are the most probable ones or sampled.</param>
public sealed class GamePlayer(TorchEngine engine, PolicyMode policy = PolicyMode.Mean) : IPlayer
{
    /// <inheritdoc/>
    public void Play(CatchGame games, RandomKey key, int first)
    {
        ArgumentNullException.ThrowIfNull(games);
        using IDisposable undifferentiated = no_grad();
        using DisposeScope scope = NewDisposeScope();
        engine.Network.eval();
        Play(engine.Network, games, Noise(games, key, first), default);
    }

    /// <summary>Plays games that have just been started to their end and tells each step.</summary>
    /// <param name="games">The games [N].</param>
    /// <param name="key">What is random about first locations and samples.</param>
    public IReadOnlyList<EpisodeTrace> Trace(CatchGame games, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(games);
        using IDisposable undifferentiated = no_grad();
        using DisposeScope scope = NewDisposeScope();
        engine.Network.eval();
        List<byte[]> screens = [];
        Episodes episodes = Play(engine.Network, games, Noise(games, key, 0), default, now => screens.Add(now.ToArray()));
        float[] locations = TorchTensors.ToArray(episodes.Rollout.Locations);
        float[] probabilities = TorchTensors.ToArray(nn.functional.softmax(episodes.MoveScores, -1));
        float[] baselines = TorchTensors.ToArray(episodes.Baselines);
        long[] moves = episodes.Moves.data<long>().ToArray();
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
            sensor.Sense(screen, locations[2 * row], locations[2 * row + 1], retina);
            int kinds = engine.Model.Classes;
            return new()
            {
                Size = games.ScreenSize,
                Sensor = engine.Model.Sensor,
                Pixels = screen,
                Label = (int)moves[row],
                Locations = locations[(2 * row)..(2 * row + 2)],
                Retinas = retina,
                Probabilities = probabilities[(row * kinds)..((row + 1) * kinds)],
                Baselines = [baselines[row]],
            };
        }

        byte[] Screen(ReadOnlySpan<byte> all, int game) => all.Slice(game * games.ScreenSize.Pixels, games.ScreenSize.Pixels).ToArray();
    }

    /// <summary>Plays games to their end; the moves are cut from the graph, as the locations are.</summary>
    /// <param name="model">The agent's networks.</param>
    /// <param name="games">Games that have just been started.</param>
    /// <param name="noise">A row for each game.</param>
    /// <param name="reach">Which heads pass their gradient on into the core.</param>
    /// <param name="watch">Is shown the screens before each move.</param>
    internal static Episodes Play(
        RecurrentAttentionModel model, CatchGame games, EpisodeNoise noise, GradientReach reach, Action<ReadOnlySpan<byte>>? watch = null)
    {
        (int steps, int count) = (games.Options.Steps, games.Count);
        if (noise.Glimpses.Rows != count || noise.Glimpses.Glimpses != steps || games.StepsDone != 0)
        {
            throw new ArgumentException(
                $"Noise for {noise.Glimpses.Rows} episodes of {noise.Glimpses.Glimpses} steps; {count} games that have just been started need {count} of {steps}.", nameof(noise));
        }
        using DisposeScope scope = NewDisposeScope();
        RolloutUnderWay underWay = new(model, games.ScreenSize, noise.Glimpses, reach);
        CatchMove[] moves = new CatchMove[count];
        long[] taken = new long[steps * count];
        for (int step = 0; step < steps; step++)
        {
            watch?.Invoke(games.Screens.Span);
            Tensor hidden = underWay.Look(games.Screens.Span);
            noise.Choose(step, Probabilities(model, hidden), moves);
            for (int i = 0; i < count; i++)
            {
                taken[step * count + i] = (long)moves[i];
            }
            games.Step(moves);
        }
        Rollout rollout = underWay.End(scope);
        Device device = rollout.Hidden.device;
        Episodes episodes = new()
        {
            Rollout = rollout,
            MoveScores = model.Act(rollout.Hidden),
            Moves = tensor(taken, [steps, count], device: device),
            Baselines = model.Judge(rollout.Hidden, reach.Baseline),
            Reward = tensor([.. Enumerable.Range(0, count).Select(i => games.Caught(i) ? 1f : 0f)], device: device),
        };
        scope.MoveToOuter(episodes.MoveScores, episodes.Moves);
        scope.MoveToOuter(episodes.Baselines, episodes.Reward);
        return episodes;
    }

    private static float[] Probabilities(RecurrentAttentionModel model, Tensor hidden)
    {
        using IDisposable undifferentiated = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return TorchTensors.ToArray(nn.functional.softmax(model.Act(hidden), -1));
    }

    private EpisodeNoise Noise(CatchGame games, RandomKey key, int first) => EpisodeNoise.Draw(
        key, first, games.Count, games.Options.Steps,
        engine.Model.RandomGlimpses ? PolicyMode.Random : policy, sampleMoves: policy == PolicyMode.Sample);
}
