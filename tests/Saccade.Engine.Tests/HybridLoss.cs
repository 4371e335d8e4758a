using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Engine.Tests;

/// <summary>
/// The hybrid loss J = J_action + w_b·J_baseline + w_l·J_location (paper §3.2) of N rollouts, and its derivatives by logits, value
/// estimates and means.
/// </summary>
/// <param name="rollouts">N, over which the terms are averaged.</param>
/// <param name="weights">The weights of the terms.</param>
/// <param name="sigma">σ of the policy.</param>
/// <param name="subtractBaseline">Whether REINFORCE subtracts b_t from the reward.</param>
internal sealed class HybridLoss(int rollouts, LossWeights weights, double sigma, bool subtractBaseline)
{
    private double _action, _baseline, _location, _right, _reward;

    /// <summary>The terms of all rollouts added so far.</summary>
    public LossTerms Terms => new(
        _action, _baseline, _location, weights.Action * _action + weights.Baseline * _baseline + weights.Location * _location);

    /// <summary>The fraction of the rollouts whose most probable class is the right one.</summary>
    public double Accuracy => _right / rollouts;

    /// <summary>The mean reward.</summary>
    public double Reward => _reward / rollouts;

    /// <summary>Adds a rollout; returns ∂J/∂logits [classes], ∂J/∂b_t [T] and ∂J/∂μ_t [T][2].</summary>
    public (double[] Logits, double[] Values, double[][] Means) Add(Rollout rollout, int label, RewardFunction rewardOf)
    {
        double[] p = rollout.Probabilities, dValues = new double[rollout.Glimpses];
        double[][] dMeans = new double[rollout.Glimpses][];
        double reward = rewardOf(Array.ConvertAll(p, value => (float)value), label);
        _right += Array.IndexOf(p, p.Max()) == label ? 1 : 0;
        _reward += reward;

        // J_action = −log p(label) / N, whose derivative by the logits is (p − 1[label]) / N.
        _action -= Math.Log(p[label]) / rollouts;
        double[] dLogits = [.. p.Select((value, c) => weights.Action * (value - (c == label ? 1 : 0)) / rollouts)];

        int decisions = rollout.Glimpses - rollout.FirstDecision;
        for (int t = rollout.FirstDecision; t < rollout.Glimpses; t++)
        {
            // J_baseline = Σ_t (R − b_t)² / (N·D) over the D decisions.
            double surprise = reward - rollout.Values[t];
            _baseline += surprise * surprise / (rollouts * decisions);
            dValues[t] = -2 * weights.Baseline * surprise / (rollouts * decisions);

            // J_location = −Σ_t log π(l_t)·(R − b_t) / N, log π = −|l − μ|² / 2σ² − log 2πσ²; b_t is a constant here.
            double advantage = subtractBaseline ? surprise : reward;
            double[] away = [.. rollout.Samples[t].Zip(rollout.Means[t], (sample, mean) => sample - mean)];
            double log = -away.Sum(a => a * a) / (2 * sigma * sigma) - Math.Log(2 * Math.PI * sigma * sigma);
            _location -= log * advantage / rollouts;
            dMeans[t] = Array.ConvertAll(away, a => -weights.Location * advantage * a / (sigma * sigma) / rollouts);
        }
        return (dLogits, dValues, dMeans);
    }
}
