using Saccade.Cpu.Networks;

namespace Saccade.Cpu.Losses;

/// <summary>
/// J_stop = −Σ_t q_t·(R_t − c·t), the expectation over the stop actions along the path of a rollout, and its gradient. From the last
/// glimpse backwards: V_T = R_T − c·T and V_t = p_t·(R_t − c·t) + (1 − p_t)·V_{t+1}; J_stop is −V_1.
/// </summary>
internal sealed class StopLoss(StopNetwork network)
{
    private double[] _rewards = [];
    private double[] _slopes = [];

    /// <summary>Starts a batch of rollouts of T glimpses.</summary>
    public void Start(int glimpses)
    {
        if (_rewards.Length <= glimpses)
        {
            (_rewards, _slopes) = (new double[glimpses + 1], new double[glimpses + 1]);
        }
    }

    /// <summary>Sets R_t of the current rollout.</summary>
    public void SetReward(int t, double reward) => _rewards[t] = reward;

    /// <summary>Adds J_stop of rollout i, whose rewards were set, and fills the gradients of its logits.</summary>
    public void Add(int i, int glimpses, double price, double share, double weight, LossSums sums)
    {
        double value = _rewards[glimpses] - price * glimpses;
        for (int t = glimpses - 1; t >= 1; t--)
        {
            (double p, double now) = (Probability(i, t), _rewards[t] - price * t);
            _slopes[t] = p * (1 - p) * (now - value);
            value = p * now + (1 - p) * value;
        }
        sums.Stop -= value * share;
        double reached = 1;
        for (int t = 1; t < glimpses; t++)
        {
            network.LogitGradients[t].Row(i)[0] = (float)(-reached * _slopes[t] * share * weight);
            reached *= 1 - Probability(i, t);
        }
    }

    private double Probability(int i, int t) => 1 / (1 + Math.Exp(-network.Logits[t].Row(i)[0]));
}
