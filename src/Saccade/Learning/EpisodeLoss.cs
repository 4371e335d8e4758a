using Saccade.Games;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Learning;

/// <summary>
/// The loss of episodes (paper §4.2): moves and locations are both learned by REINFORCE from the episode's reward R,
/// −Σ_t (log π(a_t) + w·log π(l_t))·(R − b_t), where b_t is judged from the state in which the choice was made; the
/// λ-return G_t may stand for R.
/// </summary>
public static class EpisodeLoss
{
    /// <summary>The loss of N episodes of T steps.</summary>
    /// <param name="episodes">What was seen and done.</param>
    /// <param name="sigma">σ of the location policy.</param>
    /// <param name="options">Weights and forms of the terms; the reduction is that of moves and locations alike.</param>
    /// <param name="game">Weight of the moves' entropy, which lowers the loss.</param>
    public static HybridLoss Of(Episodes episodes, double sigma, LossOptions options, GameOptions game)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(game);
        using DisposeScope scope = NewDisposeScope();
        Tensor reward = episodes.Reward;
        Tensor surprise = reward - episodes.Baselines;
        Tensor[] returns = Returns(reward, episodes.Baselines, options.Lambda);
        Tensor logMoves = log_softmax(episodes.MoveScores, -1);
        Tensor logMove = logMoves.gather(-1, episodes.Moves.unsqueeze(-1)).squeeze(-1);
        Tensor action = Reinforce.Loss(logMove, Advantage(stack(returns[1..]), episodes.Baselines, options), options.Reduction);
        Tensor baseline = surprise.square().mean();
        Tensor location = zeros_like(action);
        if (episodes.Rollout.Baselines is Tensor before)
        {
            Tensor logDensity = Reinforce.LogDensity(episodes.Rollout.Samples!, episodes.Rollout.Means!, sigma, options.LocationTerm);
            location = Reinforce.Loss(
                logDensity, Advantage(stack(returns[^((int)before.shape[0] + 1)..^1]), before, options), options.Reduction);
        }
        Tensor entropy = -(logMoves.exp() * logMoves).sum(-1).mean();
        HybridLoss loss = new()
        {
            Action = action,
            Baseline = baseline,
            Location = location,
            Entropy = entropy,
            Total = action + baseline * options.BaselineWeight + location * options.LocationWeight - entropy * game.EntropyWeight,
            Reward = reward,
            Right = reward,
        };
        scope.MoveToOuter(loss.Action, loss.Baseline, loss.Location);
        scope.MoveToOuter(loss.Entropy, loss.Total);
        return loss;
    }

    /// <summary>
    /// The λ-return of each state, from the start to the end of the episodes, T + 1 of [N]: G_T = R and
    /// G_t = λ·G_{t+1} + (1 − λ)·b_{t+1}.
    /// </summary>
    private static Tensor[] Returns(Tensor reward, Tensor baselines, double lambda)
    {
        Tensor foretold = baselines.detach();
        Tensor[] returns = new Tensor[foretold.shape[0] + 1];
        returns[^1] = reward;
        for (int t = returns.Length - 2; t >= 0; t--)
        {
            returns[t] = returns[t + 1] * lambda + foretold[t] * (1 - lambda);
        }
        return returns;
    }

    private static Tensor Advantage(Tensor returns, Tensor baselines, LossOptions options) =>
        options.SubtractBaseline ? returns - baselines : returns;
}
