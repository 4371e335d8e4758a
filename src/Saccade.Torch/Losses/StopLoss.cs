namespace Saccade.Torch.Losses;

/// <summary>
/// J_stop = −Σ_t q_t·(R_t − c·t), averaged over rollouts: the expectation of reward less price over the stop actions, exact along the path
/// of a rollout of T glimpses. q_t = p_t·Π_{s&lt;t}(1 − p_s) is the probability to end after glimpse t; the last glimpse takes the rest.
/// </summary>
internal static class StopLoss
{
    /// <summary>J_stop of N rollouts, a scalar.</summary>
    /// <param name="logits">The logits of p_t after each glimpse [T, N]; those after the last are not read.</param>
    /// <param name="rewards">R_t, the reward of the answer after each glimpse [T, N].</param>
    /// <param name="prices">The price of a glimpse c [N].</param>
    public static Tensor Compute(Tensor logits, Tensor rewards, Tensor prices)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = logits[..^1].sigmoid();
        Tensor reached = cat([ones_like(logits[..1]), (1 - p).cumprod(dim: 0)]);
        Tensor ends = reached * cat([p, ones_like(logits[..1])]);
        Tensor steps = arange(1, logits.shape[0] + 1, device: logits.device).unsqueeze(1);
        return scope.MoveToOuter(-(ends * (rewards.detach() - prices * steps)).sum(dim: 0).mean());
    }
}
