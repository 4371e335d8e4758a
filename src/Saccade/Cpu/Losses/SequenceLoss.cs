using Saccade.Cpu.Kernels;
using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Training;

namespace Saccade.Cpu.Losses;

/// <summary>
/// The loss where a rollout answers a sequence of labels (Ba, Mnih and Kavukcuoglu, 2015, §3.2): J_action is the mean cross-entropy of the
/// answers up to the end of the sequence. Each is rewarded as long as all before it were right; the return of a decision is the sum of the
/// rewards still to come, divided by the number of answers. Glimpses after the end have no gradient.
/// </summary>
internal sealed class SequenceLoss(ModelOptions model, LossOptions options, AttentionNetworks networks, GroupMember member)
    : HybridLoss(model, options, networks, member)
{
    // The reward of the answer in each state of the current rollout, divided by the number of answers.
    private double[] _rewards = [];
    // The advantage of each decision in the rollouts of the current image [M, T].
    private double[] _advantages = [];

    public override LossStates Run(in LossBatch batch, LossSums sums)
    {
        int glimpses = batch.Noise.Glimpses, first = Model.FirstDecision(batch.Noise.Mode, glimpses), each = glimpses / Model.Labels;
        IndexRange decided = new(first, glimpses), answered = new(each, glimpses + 1);
        Networks.Baseline.Forward(decided, Member);
        for (int t = each; t <= glimpses; t += each)
        {
            Networks.Action.Forward(new(t, t + 1), Member);
        }
        if (_rewards.Length <= glimpses)
        {
            _rewards = new double[glimpses + 1];
        }
        int rolloutsOfEach = batch.RolloutsOfEach;
        if (_advantages.Length < rolloutsOfEach * glimpses)
        {
            _advantages = new double[rolloutsOfEach * glimpses];
        }
        double share = 1.0 / batch.Rollouts, sigma = Model.Sigma * batch.Noise.Scale;
        for (int image = Member.Rollouts.First; image < Member.Rollouts.End; image += rolloutsOfEach)
        {
            ReadOnlySpan<int> labels = batch.Episodes.LabelsOf(batch.First + image / rolloutsOfEach);
            // The state of the sequence's last answer, and the number of decisions before it.
            int last = each * LabelSequence.SlotsOf(labels.Length, Model.Labels), decisions = Math.Max(1, last - first);
            int end = image + rolloutsOfEach;
            for (int i = image; i < end; i++)
            {
                AddAction(i, labels, answered, each, batch, sums);
                (double reward, double lambdaReturn) = (0, 0);
                for (int t = glimpses - 1; t >= first; t--)
                {
                    reward += _rewards[t + 1];
                    lambdaReturn = _rewards[t + 1] + (t + 1 < last ? LambdaReturn(i, t + 1, lambdaReturn) : 0);
                    AddBaseline(i, t, reward, t < last ? share / decisions : 0, batch.Weights.Baseline, sums);
                    _advantages[(i - image) * glimpses + t] = Advantage(i, t, lambdaReturn);
                }
            }
            if (Options.LeaveOneOut)
            {
                SubtractOthers(_advantages.AsSpan(0, rolloutsOfEach * glimpses), rolloutsOfEach);
            }
            double own = Options.Reduction == GlimpseReduction.Mean ? share / decisions : share;
            for (int i = image; i < end; i++)
            {
                for (int t = glimpses - 1; t >= first; t--)
                {
                    double advantage = _advantages[(i - image) * glimpses + t];
                    AddLocation(i, t, advantage, t < last ? own : 0, batch.Weights.Location, sigma, sums);
                }
            }
        }
        return new(decided, Valued: decided, answered);
    }

    /// <summary>−log p of the right class in each slot of rollout i, and the reward of each answer.</summary>
    private void AddAction(int i, ReadOnlySpan<int> labels, IndexRange answered, int each, in LossBatch batch, LossSums sums)
    {
        RewardFunction? function = batch.Episodes.Reward;
        int slots = LabelSequence.SlotsOf(labels.Length, Model.Labels);
        double share = 1.0 / (slots * (double)batch.Rollouts), weight = batch.Weights.Action;
        bool right = true;
        Array.Clear(_rewards);
        for (int t = answered.First; t < answered.End; t++)
        {
            Span<float> gradient = Networks.Action.LogitGradients[t].Row(i)[..Model.Classes];
            int slot = t / each - 1;
            if (t % each != 0 || slot >= slots)
            {
                gradient.Clear();
                continue;
            }
            Span<float> logits = Networks.Action.Logits[t].Row(i)[..Model.Classes];
            int label = LabelSequence.ClassAt(labels, slot, Model.Classes - 1);
            bool isLabel = TensorPrimitives.IndexOfMax(logits) == label;
            double logSum = Softmax.Compute(logits, gradient);
            double reward = AnswerReward(function, gradient, label, isLabel);
            _rewards[t] = right ? reward / slots : 0;
            sums.Reward += _rewards[t];
            right &= isLabel;
            AddCrossEntropy(logits, logSum, gradient, label, share, weight, sums);
        }
        sums.Right += right ? 1 : 0;
    }
}
