using Saccade.Cpu.Kernels;
using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Training;

namespace Saccade.Cpu.Losses;

/// <summary>The loss where answers are classes: J_action is the cross-entropy, and each answer has a reward.</summary>
internal sealed class ClassificationLoss(ModelOptions model, LossOptions options, AttentionNetworks networks, GroupMember member)
    : HybridLoss(model, options, networks, member)
{
    private readonly StopLoss? _stop = networks.Stop is StopNetwork network ? new StopLoss(network) : null;
    // The reward of the answer in each state of the current rollout; where the reward is progress, log p of the right class.
    private double[] _rewards = [];
    // The advantage of each decision in the rollouts of the current image [M, T].
    private double[] _advantages = [];

    public override LossStates Run(in LossBatch batch, LossSums sums)
    {
        int glimpses = batch.Noise.Glimpses, first = Model.FirstDecision(batch.Noise.Mode, batch.Noise.Glimpses);
        IndexRange decided = new(first, glimpses), every = new(1, glimpses + 1), last = new(glimpses, glimpses + 1);
        IndexRange answered = Options.ActionAt == LossSteps.Every ? every : last;
        bool progress = IsProgress(batch);
        IndexRange rewarded = Options.RewardAt == LossSteps.Every || progress ? every : last;
        IndexRange stopped = _stop is not null && batch.Noise.Prices.Length > 0 ? new(1, glimpses) : default;
        IndexRange read = rewarded.Count > answered.Count || stopped.Count > 0 ? every : answered;
        Networks.Baseline.Forward(decided, Member);
        Networks.Action.Forward(read, Member);
        for (int t = stopped.First; t < stopped.End; t++)
        {
            Networks.Stop!.Forward(t, batch.Noise, Networks.Rows, Member);
        }
        _stop?.Start(glimpses);
        if (_rewards.Length <= glimpses)
        {
            _rewards = new double[glimpses + 1];
        }
        // Before the first glimpse every class has the same probability.
        _rewards[0] = -Math.Log(Model.Classes);
        int rolloutsOfEach = batch.RolloutsOfEach;
        if (_advantages.Length < rolloutsOfEach * glimpses)
        {
            _advantages = new double[rolloutsOfEach * glimpses];
        }
        double each = 1.0 / batch.Rollouts, sigma = Model.Sigma * batch.Noise.Scale;
        double share = each / (Options.Reduction == GlimpseReduction.Mean ? decided.Count : 1);
        for (int image = Member.Rollouts.First; image < Member.Rollouts.End; image += rolloutsOfEach)
        {
            int label = batch.Episodes.Labels[batch.First + image / rolloutsOfEach], end = image + rolloutsOfEach;
            for (int i = image; i < end; i++)
            {
                AddAction(i, label, answered, read, rewarded, batch, sums);
                if (stopped.Count > 0)
                {
                    _stop!.Add(i, glimpses, batch.Noise.Prices[Networks.Rows[i]], each, batch.Weights.Stop, sums);
                }
                (double reward, double lambdaReturn) = (0, 0);
                for (int t = glimpses - 1; t >= first; t--)
                {
                    reward = Return(t, glimpses, reward, progress);
                    lambdaReturn = Return(t, glimpses, t + 1 < glimpses ? LambdaReturn(i, t + 1, lambdaReturn) : 0, progress);
                    AddBaseline(i, t, reward, each / decided.Count, batch.Weights.Baseline, sums);
                    _advantages[(i - image) * glimpses + t] = Advantage(i, t, lambdaReturn);
                }
            }
            if (Options.LeaveOneOut)
            {
                SubtractOthers(_advantages.AsSpan(0, rolloutsOfEach * glimpses), rolloutsOfEach);
            }
            for (int i = image; i < end; i++)
            {
                for (int t = glimpses - 1; t >= first; t--)
                {
                    AddLocation(i, t, _advantages[(i - image) * glimpses + t], share, batch.Weights.Location, sigma, sums);
                }
            }
        }
        return new(decided, Valued: decided, answered, stopped);
    }

    /// <summary>−log p(label) of the answers of rollout i, and the reward of each that is read.</summary>
    private void AddAction(
        int i, int label, IndexRange answered, IndexRange read, IndexRange rewarded, in LossBatch batch, LossSums sums)
    {
        RewardFunction? function = batch.Episodes.Reward;
        bool progress = IsProgress(batch);
        double share = batch.Weights.OfClass(label) / (answered.Count * (double)batch.Rollouts), weight = batch.Weights.Action, reward = 0;
        bool right = false;
        for (int t = read.First; t < read.End; t++)
        {
            Span<float> logits = Networks.Action.Logits[t].Row(i)[..Model.Classes];
            Span<float> gradient = Networks.Action.LogitGradients[t].Row(i)[..Model.Classes];
            right = TensorPrimitives.IndexOfMax(logits) == label;
            double logSum = Softmax.Compute(logits, gradient);
            _rewards[t] = progress ? logits[label] - logSum : AnswerReward(function, gradient, label, right);
            _stop?.SetReward(t, function is not null ? _rewards[t] : right ? 1 : 0);
            reward += t >= rewarded.First ? _rewards[t] : 0;
            if (t >= answered.First)
            {
                AddCrossEntropy(logits, logSum, gradient, label, share, weight, sums);
            }
        }
        sums.Right += right ? 1 : 0;
        sums.Reward += progress ? _rewards[answered.End - 1] - _rewards[0] : reward / rewarded.Count;
    }

    private bool IsProgress(in LossBatch batch) => Options.Reward == RewardKind.Progress && batch.Episodes.Reward is null;

    /// <summary>
    /// The return of the decision on glimpse t, given the next: the last answer's reward, the mean of those after it, or the sum of all
    /// progress.
    /// </summary>
    private double Return(int t, int glimpses, double later, bool progress)
    {
        int answers = glimpses - t;
        return progress ? _rewards[t + 1] - _rewards[t] + later
            : Options.RewardAt == LossSteps.Every ? (_rewards[t + 1] + (answers - 1) * later) / answers
            : answers == 1 ? _rewards[glimpses]
            : later;
    }
}
