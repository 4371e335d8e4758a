using Saccade.Cpu.Kernels;
using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Training;

namespace Saccade.Cpu.Losses;

/// <summary>The loss where answers are actions: J_action is the REINFORCE term of the actions, less their weighted entropy.</summary>
internal sealed class ActionLoss(ModelOptions model, LossOptions options, AttentionNetworks networks, GroupMember member)
    : HybridLoss(model, options, networks, member)
{
    // The λ-return of each state of the current rollout.
    private double[] _returns = [];

    public override LossStates Run(in LossBatch batch, LossSums sums)
    {
        int steps = batch.Noise.Glimpses, first = Model.FirstDecision(batch.Noise.Mode, batch.Noise.Glimpses);
        IndexRange decided = new(first, steps), every = new(1, steps + 1);
        Networks.Baseline.Forward(new(0, steps + 1), Member);
        if (_returns.Length <= steps)
        {
            _returns = new double[steps + 1];
        }
        bool mean = Options.Reduction == GlimpseReduction.Mean;
        double each = 1.0 / batch.Rollouts, sigma = Model.Sigma * batch.Noise.Scale;
        for (int i = Member.Rollouts.First; i < Member.Rollouts.End; i++)
        {
            double reward = batch.Episodes.EpisodeReward(batch.First + i);
            sums.Right += reward;
            sums.Reward += reward;
            _returns[steps] = reward;
            for (int t = steps - 1; t >= 0; t--)
            {
                _returns[t] = LambdaReturn(i, t + 1, _returns[t + 1]);
            }
            for (int t = 1; t <= steps; t++)
            {
                AddBaseline(i, t, reward, each / steps, batch.Weights.Baseline, sums);
                int action = Networks.Actions[(t - 1) * Networks.Rollouts + i];
                AddAction(i, t, action, _returns[t], each / (mean ? steps : 1), each / steps, batch.Weights, sums);
            }
            for (int t = first; t < steps; t++)
            {
                AddLocation(i, t, Advantage(i, t, _returns[t]), each / (mean ? decided.Count : 1), batch.Weights.Location, sigma, sums);
            }
        }
        return new(decided, Valued: every, Answered: every);
    }

    /// <summary>−log π(a) · (R − b) of the action in state t of rollout i, less the entropy of its choice.</summary>
    private void AddAction(int i, int t, int action, double reward, double share, double entropyShare, LossWeights weights, LossSums sums)
    {
        Span<float> logits = Networks.Action.Logits[t].Row(i)[..Model.Classes];
        Span<float> gradient = Networks.Action.LogitGradients[t].Row(i)[..Model.Classes];
        double logProbability = logits[action] - Softmax.Compute(logits, gradient);
        double advantage = Advantage(i, t, reward);
        double entropy = 0;
        foreach (float probability in gradient)
        {
            entropy -= PLogP(probability);
        }
        sums.Entropy += entropy * entropyShare;
        sums.Action -= logProbability * advantage * share;
        for (int other = 0; other < gradient.Length; other++)
        {
            double probability = gradient[other], chosen = other == action ? 1 : 0;
            gradient[other] = (float)(
                (probability - chosen) * advantage * share * weights.Action
                + (PLogP(probability) + probability * entropy) * entropyShare * weights.Entropy);
        }
    }

    private static double PLogP(double probability) => probability > 0 ? probability * Math.Log(probability) : 0;
}
