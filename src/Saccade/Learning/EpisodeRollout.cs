using Saccade.Games;
using Saccade.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Learning;

/// <summary>Episodes on TorchSharp.</summary>
internal static class EpisodeRollout
{
    /// <summary>Plays games to their end; the moves are cut from the graph, as the locations are.</summary>
    /// <param name="model">The agent's networks.</param>
    /// <param name="games">Games that have just been started.</param>
    /// <param name="noise">A row for each game.</param>
    /// <param name="reach">Which heads pass their gradient on into the core.</param>
    /// <param name="watch">Is shown the moves of each step, before they are made.</param>
    public static Episodes Play(
        RecurrentAttentionModel model, CatchGame games, EpisodeNoise noise, GradientReach reach, Action<ReadOnlyMemory<CatchMove>>? watch = null)
    {
        noise.RequireFor(games);
        (int steps, int count) = (games.Options.Steps, games.Count);
        using DisposeScope scope = NewDisposeScope();
        RolloutUnderWay underWay = new(model, games.ScreenSize, noise.Glimpses, reach);
        CatchMove[] moves = new CatchMove[count];
        long[] taken = new long[steps * count];
        for (int step = 0; step < steps; step++)
        {
            underWay.Show(games.Screens);
            Tensor hidden = underWay.Look();
            noise.Choose(step, 0, Probabilities(model, hidden), moves);
            watch?.Invoke(moves);
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
            MoveScores = rollout.GlimpseScores,
            Moves = tensor(taken, [steps, count], device: device),
            Baselines = model.Judge(rollout.Hidden, reach.Baseline),
            Reward = tensor([.. Enumerable.Range(0, count).Select(i => games.Caught(i) ? 1f : 0f)], device: device),
        };
        scope.MoveToOuter(episodes.Moves, episodes.Baselines, episodes.Reward);
        return episodes;
    }

    private static float[] Probabilities(RecurrentAttentionModel model, Tensor hidden)
    {
        using IDisposable undifferentiated = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return TorchTensors.ToArray(nn.functional.softmax(model.Act(hidden), -1));
    }
}
