using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Learning;

/// <summary>
/// The loss of episodes (paper §4.2): moves and locations are both learned by REINFORCE from the episode's reward R,
/// −Σ_t (log π(a_t) + w·log π(l_t))·(R − b_t), where b_t is judged from the state in which the choice was made.
/// </summary>
public static class EpisodeLoss
{
    /// <summary>The loss of N episodes of T steps.</summary>
    /// <param name="episodes">What was seen and done.</param>
    /// <param name="sigma">σ of the location policy.</param>
    /// <param name="options">Weights and forms of the terms; the reduction is that of moves and locations alike.</param>
    /// <param name="entropyWeight">Weight of the moves' entropy, which lowers the loss.</param>
    public static HybridLoss Of(Episodes episodes, double sigma, LossOptions options, double entropyWeight)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(options);
        using DisposeScope scope = NewDisposeScope();
        Tensor reward = episodes.Reward;
        Tensor surprise = reward - episodes.Baselines;
        Tensor logMoves = log_softmax(episodes.MoveScores, -1);
        Tensor logMove = logMoves.gather(-1, episodes.Moves.unsqueeze(-1)).squeeze(-1);
        Tensor action = Reinforce.Loss(logMove, Advantage(reward, surprise, options), options.Reduction);
        Tensor baseline = surprise.square().mean();
        Tensor location = zeros_like(action);
        if (episodes.Rollout.Baselines is Tensor before)
        {
            Tensor logDensity = Reinforce.LogDensity(episodes.Rollout.Samples!, episodes.Rollout.Means!, sigma, options.LocationTerm);
            location = Reinforce.Loss(logDensity, Advantage(reward, reward - before, options), options.Reduction);
        }
        Tensor entropy = -(logMoves.exp() * logMoves).sum(-1).mean();
        HybridLoss loss = new()
        {
            Action = action,
            Baseline = baseline,
            Location = location,
            Entropy = entropy,
            Total = action + baseline * options.BaselineWeight + location * options.LocationWeight - entropy * entropyWeight,
            Reward = reward,
        };
        scope.MoveToOuter(loss.Action, loss.Baseline, loss.Location);
        scope.MoveToOuter(loss.Entropy, loss.Total);
        return loss;
    }

    private static Tensor Advantage(Tensor reward, Tensor surprise, LossOptions options) =>
        options.SubtractBaseline ? surprise : reward.expand_as(surprise);
}
