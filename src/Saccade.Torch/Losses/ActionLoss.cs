using Saccade.Torch.Networks;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Torch.Losses;

/// <summary>
/// The loss of episodes with actions (paper §4.2). REINFORCE learns actions and locations from the episode's reward R:
/// −Σ_t (log π(a_t) + w·log π(l_t))·(R − b_t), with the value baseline b_t of the state in which the decision was made. The λ-return
/// G_t may replace R.
/// </summary>
internal static class ActionLoss
{
    /// <summary>The loss of N episodes of T steps, each a glimpse and an action.</summary>
    /// <param name="rollout">The glimpses and actions.</param>
    /// <param name="values">The value baseline at each action, b_t [T, N].</param>
    /// <param name="reward">R [N], the reward of each episode.</param>
    /// <param name="sigma">σ of the location policy.</param>
    /// <param name="options">Weights and forms of the terms; the reduction applies to actions and locations alike.</param>
    public static HybridLoss Compute(Rollout rollout, Tensor values, Tensor reward, double sigma, LossOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] returns = Returns(reward, values, options.Lambda);
        Tensor actions = tensor([.. rollout.Actions.Select(action => (long)action)], values.shape, device: values.device);
        Tensor logActions = log_softmax(rollout.GlimpseScores, -1);
        Tensor logAction = logActions.gather(-1, actions.unsqueeze(-1)).squeeze(-1);
        Tensor action = Reinforce.Loss(logAction, Advantage(stack(returns[1..]), values, options), options.Reduction);
        Tensor baseline = (reward - values).square().mean();
        Tensor location = zeros_like(action);
        if (rollout.Baselines is Tensor before)
        {
            Tensor logDensity = Reinforce.LogDensity(
                rollout.Samples!, rollout.Means!, sigma, options.LocationTerm, options.AttachSample);
            location = Reinforce.Loss(
                logDensity, Advantage(stack(returns[^((int)before.shape[0] + 1)..^1]), before, options), options.Reduction);
        }
        Tensor entropy = -(logActions.exp() * logActions).sum(-1).mean();
        scope.MoveToOuter(action, baseline, location);
        scope.MoveToOuter(entropy);
        return new()
        {
            Action = action,
            Baseline = baseline,
            Location = location,
            Entropy = entropy,
            Reward = reward,
            Right = reward,
        };
    }

    /// <summary>The λ-returns of all states, T + 1 tensors [N]: G_T = R and G_t = λ·G_{t+1} + (1 − λ)·b_{t+1}.</summary>
    private static Tensor[] Returns(Tensor reward, Tensor values, double lambda)
    {
        Tensor estimates = values.detach();
        Tensor[] returns = new Tensor[estimates.shape[0] + 1];
        returns[^1] = reward;
        for (int t = returns.Length - 2; t >= 0; t--)
        {
            returns[t] = returns[t + 1] * lambda + estimates[t] * (1 - lambda);
        }
        return returns;
    }

    private static Tensor Advantage(Tensor returns, Tensor values, LossOptions options) =>
        options.SubtractBaseline ? returns - values : returns;
}
