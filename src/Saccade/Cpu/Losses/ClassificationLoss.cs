using Saccade.Cpu.Kernels;
using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Training;

namespace Saccade.Cpu.Losses;

/// <summary>The loss where answers are classes: J_action is the cross-entropy, and each answer has a reward.</summary>
internal sealed class ClassificationLoss(ModelOptions model, LossOptions options, AttentionNetworks networks, GroupMember member)
    : HybridLoss(model, options, networks, member)
{
    // The reward of the answer in each state of the current rollout.
    private double[] _rewards = [];

    public override LossStates Run(in LossBatch batch, LossSums sums)
    {
        int glimpses = batch.Noise.Glimpses, first = Model.FirstDecision(batch.Noise.Mode, batch.Noise.Glimpses);
        IndexRange decided = new(first, glimpses), every = new(1, glimpses + 1), last = new(glimpses, glimpses + 1);
        IndexRange answered = Options.ActionAt == LossSteps.Every ? every : last;
        IndexRange rewarded = Options.RewardAt == LossSteps.Every ? every : last;
        Networks.Baseline.Forward(decided, Member);
        Networks.Action.Forward(rewarded.Count > answered.Count ? rewarded : answered, Member);
        if (_rewards.Length <= glimpses)
        {
            _rewards = new double[glimpses + 1];
        }
        double each = 1.0 / batch.Rollouts, sigma = Model.Sigma * batch.Noise.Scale;
        int rolloutsOfEach = batch.RolloutsOfEach;
        ReadOnlySpan<int> labels = batch.Episodes.Labels;
        for (int i = Member.Rollouts.First; i < Member.Rollouts.End; i++)
        {
            AddAction(i, labels[batch.First + i / rolloutsOfEach], answered, rewarded, batch, sums);
            (double reward, double lambdaReturn) = (0, 0);
            for (int t = glimpses - 1; t >= first; t--)
            {
                reward = Return(t, glimpses, reward);
                lambdaReturn = Return(t, glimpses, t + 1 < glimpses ? LambdaReturn(i, t + 1, lambdaReturn) : 0);
                AddBaseline(i, t, reward, each / decided.Count, batch.Weights.Baseline, sums);
                double share = each / (Options.Reduction == GlimpseReduction.Mean ? decided.Count : 1);
                AddLocation(i, t, lambdaReturn, share, batch.Weights.Location, sigma, sums);
            }
        }
        return new(decided, Valued: decided, answered);
    }

    /// <summary>−log p(label) of the answers of rollout i, and the reward of each.</summary>
    private void AddAction(int i, int label, IndexRange answered, IndexRange rewarded, in LossBatch batch, LossSums sums)
    {
        RewardFunction? function = batch.Episodes.Reward;
        double share = 1.0 / (answered.Count * (double)batch.Rollouts), weight = batch.Weights.Action, reward = 0;
        bool right = false;
        for (int t = Math.Min(answered.First, rewarded.First); t < answered.End; t++)
        {
            Span<float> logits = Networks.Action.Logits[t].Row(i)[..Model.Classes];
            Span<float> gradient = Networks.Action.LogitGradients[t].Row(i)[..Model.Classes];
            right = TensorPrimitives.IndexOfMax(logits) == label;
            // The gradient of the cross-entropy is p − 1{label}.
            double logSum = Softmax.Compute(logits, gradient);
            _rewards[t] = function is not null ? function(gradient, label)
                : Options.Reward == RewardKind.Accuracy ? (right ? 1 : 0)
                : gradient[label];
            reward += t >= rewarded.First ? _rewards[t] : 0;
            if (t >= answered.First)
            {
                sums.Action += (logSum - logits[label]) * share;
                TensorPrimitives.Multiply(gradient, (float)(weight * share), gradient);
                gradient[label] -= (float)(weight * share);
            }
        }
        sums.Right += right ? 1 : 0;
        sums.Reward += reward / rewarded.Count;
    }

    /// <summary>The return of the decision on glimpse t, given the next: the last answer's reward, or the mean of those after it.</summary>
    private double Return(int t, int glimpses, double later)
    {
        int answers = glimpses - t;
        return Options.RewardAt == LossSteps.Every ? (_rewards[t + 1] + (answers - 1) * later) / answers
            : answers == 1 ? _rewards[glimpses]
            : later;
    }
}
