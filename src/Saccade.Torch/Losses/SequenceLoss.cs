using Saccade.Torch.Networks;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Torch.Losses;

/// <summary>
/// The loss where a rollout answers a sequence of labels (Ba, Mnih and Kavukcuoglu, 2015, §3.2). J_action is the mean cross-entropy of
/// the answers up to the end of the sequence. Each is rewarded as long as all before it were right; the return of a decision is the sum
/// of the rewards still to come, divided by the number of answers. Glimpses after the end have no gradient.
/// </summary>
internal static class SequenceLoss
{
    /// <summary>The loss of N rollouts of T glimpses against sequences of up to S labels.</summary>
    /// <param name="rollout">The rollouts.</param>
    /// <param name="labels">The right class of each slot, the end symbol included [S, N], 64-bit; −1 after the end.</param>
    /// <param name="sigma">σ of the policy.</param>
    /// <param name="options">Weights and forms of the terms.</param>
    /// <param name="reward">The reward of an answer; null for the reward that the options name.</param>
    /// <param name="rolloutsOfEach">M, the rollouts of each image, which follow each other.</param>
    public static HybridLoss Compute(
        Rollout rollout, Tensor labels, double sigma, LossOptions options, RewardFunction? reward = null, int rolloutsOfEach = 1)
    {
        using DisposeScope scope = NewDisposeScope();
        int slots = (int)labels.shape[0], each = (int)rollout.GlimpseScores.shape[0] / slots;
        Tensor logits = stack([.. Enumerable.Range(1, slots).Select(slot => rollout.GlimpseScores[slot * each - 1])]);
        Tensor asked = labels.ge(0).to_type(ScalarType.Float32);
        Tensor answers = asked.sum(dim: 0);
        Tensor right = logits.detach().argmax(-1).eq(labels).to_type(ScalarType.Float32);
        Tensor logProbabilities = log_softmax(logits, -1);
        Tensor logProbability = logProbabilities.gather(-1, labels.clamp(min: 0).unsqueeze(-1)).squeeze(-1);
        Tensor smoothed = logProbability * (1 - options.LabelSmoothing) + logProbabilities.mean([-1]) * options.LabelSmoothing;
        Tensor action = -(smoothed * asked / answers).sum(dim: 0).mean();
        Tensor answerRewards = reward is not null ? Rewards(logits, labels, reward)
            : options.Reward == RewardKind.Accuracy ? right
            : logProbability.detach().exp();
        // 1 as long as all answers before were right.
        Tensor before = cat([ones_like(right[..1]), right[..^1].cumprod(dim: 0)]);
        Tensor rewards = answerRewards * before * asked / answers;
        Tensor baseline = zeros_like(action);
        Tensor location = zeros_like(action);
        if (rollout.Baselines is Tensor values)
        {
            int first = (int)(rollout.GlimpseScores.shape[0] - values.shape[0]);
            Tensor steps = arange(values.shape[0], device: values.device).unsqueeze(1) + first;
            Tensor beforeEnd = steps.lt(answers * each).to_type(ScalarType.Float32);
            Tensor decisions = beforeEnd.sum(dim: 0).clamp(min: 1);
            Tensor error = Returns(rewards, values, beforeEnd, each, 1) - values;
            baseline = (error.square() * beforeEnd / decisions).sum(dim: 0).mean();
            Tensor returns = Returns(rewards, values, beforeEnd, each, options.Lambda);
            Tensor advantage = options.SubtractBaseline ? returns - values : returns;
            advantage = options.LeaveOneOut ? advantage - Reinforce.MeanOfOthers(advantage, rolloutsOfEach) : advantage;
            Tensor logDensity = Reinforce.LogDensity(
                rollout.Samples!, rollout.Means!, sigma, options.LocationTerm, options.AttachSample);
            Tensor terms = logDensity * advantage.detach() * beforeEnd;
            location = -(options.Reduction == GlimpseReduction.Sum ? terms : terms / decisions).sum(dim: 0).mean();
        }
        HybridLoss loss = new()
        {
            Action = action,
            Baseline = baseline,
            Location = location,
            Reward = rewards.sum(dim: 0),
            Right = (right + 1 - asked).prod(dim: 0),
        };
        scope.MoveToOuter(action, baseline, location);
        scope.MoveToOuter(loss.Reward, loss.Right);
        return loss;
    }

    /// <summary>The reward of each answer by the task's own function [S, N].</summary>
    private static Tensor Rewards(Tensor logits, Tensor labels, RewardFunction reward)
    {
        using DisposeScope scope = NewDisposeScope();
        int classes = (int)logits.shape[^1];
        float[] probabilities = TorchTensors.ToArray(softmax(logits.detach(), -1));
        float[] rewards = [.. labels.cpu().data<long>().ToArray().Select((label, i) =>
            label < 0 ? 0 : (float)reward(probabilities.AsSpan(i * classes, classes), (int)label))];
        return scope.MoveToOuter(tensor(rewards, labels.shape, device: logits.device));
    }

    /// <summary>
    /// The return of each decision [D, N], the rewards of the answers after it. With λ below 1 what follows the next decision is mixed with
    /// its value estimate b.
    /// </summary>
    private static Tensor Returns(Tensor rewards, Tensor values, Tensor beforeEnd, int each, double lambda)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor estimates = values.detach();
        int decisions = (int)values.shape[0], glimpses = (int)rewards.shape[0] * each, first = glimpses - decisions;
        Tensor[] returns = new Tensor[decisions];
        for (int d = decisions - 1; d >= 0; d--)
        {
            int state = first + d + 1;
            Tensor later = d + 1 == decisions ? zeros_like(rewards[0])
                : (returns[d + 1] * lambda + estimates[d + 1] * (1 - lambda)) * beforeEnd[d + 1];
            returns[d] = state % each == 0 ? rewards[state / each - 1] + later : later;
        }
        return scope.MoveToOuter(stack(returns));
    }
}
