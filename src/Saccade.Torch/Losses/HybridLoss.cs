using Saccade.Torch.Networks;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Torch.Losses;

/// <summary>
/// The hybrid loss J = J_action + J_baseline + J_location (paper §3.2): backpropagation trains the classifier, REINFORCE the
/// location policy. The tensors belong to the dispose scope in which the loss was made.
/// </summary>
internal sealed record HybridLoss
{
    /// <summary>J_action, the cross-entropy of the right class, a scalar.</summary>
    public required Tensor Action { get; init; }

    /// <summary>J_baseline, the mean over decisions and rollouts of (R − b_t)², a scalar.</summary>
    public required Tensor Baseline { get; init; }

    /// <summary>J_location, the REINFORCE term, a scalar.</summary>
    public required Tensor Location { get; init; }

    /// <summary>Entropy of the actions, the mean over steps and episodes, a scalar; null where answers are classes.</summary>
    public Tensor? Entropy { get; init; }

    /// <summary>J_stop, a scalar; null if no rollout may end early.</summary>
    public Tensor? Stop { get; init; }

    /// <summary>R [N]: the reward of the last answer, or the mean over all answers if every one is rewarded.</summary>
    public required Tensor Reward { get; init; }

    /// <summary>1 where the last answer was right, else 0 [N].</summary>
    public required Tensor Right { get; init; }

    /// <summary>J, the weighted sum of the terms, a scalar; a term of weight 0 is left out.</summary>
    public Tensor Weighted(LossWeights weights)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sum = zeros_like(Action);
        foreach ((Tensor? term, double weight) in (ReadOnlySpan<(Tensor?, double)>)
            [
                (Action, weights.Action), (Baseline, weights.Baseline), (Location, weights.Location), (Entropy, -weights.Entropy),
                (Stop, weights.Stop),
            ])
        {
            if (term is not null && weight != 0)
            {
                sum = weight == 1 ? sum + term : sum + term * weight;
            }
        }
        return scope.MoveToOuter(sum);
    }

    /// <summary>The loss of N rollouts against the right classes.</summary>
    /// <param name="rollout">The rollouts.</param>
    /// <param name="labels">The right class of each rollout [N], 64-bit.</param>
    /// <param name="sigma">σ of the policy.</param>
    /// <param name="options">Weights and forms of the terms.</param>
    /// <param name="reward">The reward of an answer; null for the reward that the options name.</param>
    /// <param name="rolloutsOfEach">M, the rollouts of each image, which follow each other.</param>
    /// <param name="classWeights">The weight of J_action for each class, see <see cref="LossWeights.Classes"/>; empty for none.</param>
    public static HybridLoss Compute(
        Rollout rollout, Tensor labels, double sigma, LossOptions options, RewardFunction? reward = null, int rolloutsOfEach = 1,
        ReadOnlyMemory<double> classWeights = default)
    {
        using DisposeScope scope = NewDisposeScope();
        bool progress = reward is null && options.Reward == RewardKind.Progress;
        Tensor rewards = reward is not null ? Rewards(rollout, labels, reward)
            : progress ? Progress(rollout, labels)
            : Rewards(rollout, labels, options.Reward);
        Tensor answers = options.ActionAt == LossSteps.Every ? rollout.GlimpseScores : rollout.Scores.unsqueeze(0);
        Tensor action = CrossEntropy(
            answers.flatten(0, 1), labels.repeat(answers.shape[0]), options.LabelSmoothing, classWeights);
        Tensor baseline = zeros_like(action);
        Tensor location = zeros_like(action);
        if (rollout.Baselines is not null)
        {
            baseline = (Returns(rewards, rollout.Baselines, options.RewardAt, 1, progress) - rollout.Baselines).square().mean();
            Tensor returns = Returns(rewards, rollout.Baselines, options.RewardAt, options.Lambda, progress);
            Tensor advantage = options.SubtractBaseline ? returns - rollout.Baselines : returns;
            advantage = options.LeaveOneOut ? advantage - Reinforce.MeanOfOthers(advantage, rolloutsOfEach) : advantage;
            Tensor logDensity = Reinforce.LogDensity(
                rollout.Samples!, rollout.Means!, sigma, options.LocationTerm, options.AttachSample);
            location = Reinforce.Loss(logDensity, advantage, options.Reduction);
        }
        HybridLoss loss = new()
        {
            Action = action,
            Baseline = baseline,
            Location = location,
            Reward = progress ? rewards.sum(dim: 0) : options.RewardAt == LossSteps.Every ? rewards.mean([0]) : rewards[-1],
            Right = rollout.Scores.argmax(1).eq(labels).to_type(ScalarType.Float32),
        };
        scope.MoveToOuter(action, baseline, location);
        scope.MoveToOuter(loss.Reward, loss.Right);
        return loss;
    }

    /// <summary>The mean cross-entropy of logits [N, classes] against labels [N], each with the weight of its class.</summary>
    internal static Tensor CrossEntropy(Tensor logits, Tensor labels, double smoothing, ReadOnlyMemory<double> classWeights)
    {
        if (classWeights.IsEmpty)
        {
            return cross_entropy(logits, labels, label_smoothing: smoothing);
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = tensor(classWeights.ToArray(), dtype: logits.dtype, device: logits.device)[labels];
        Tensor each = cross_entropy(logits, labels, reduction: nn.Reduction.None, label_smoothing: smoothing);
        return scope.MoveToOuter((each * weights).mean());
    }

    /// <summary>R_t in J_stop [T, N]: the task's own reward of the answer after each glimpse, or else whether it is right.</summary>
    internal static Tensor StopRewards(Rollout rollout, Tensor labels, RewardFunction? reward) =>
        reward is not null ? Rewards(rollout, labels, reward) : Rewards(rollout, labels, RewardKind.Accuracy);

    /// <summary>The reward of the answer after each glimpse [T, N].</summary>
    private static Tensor Rewards(Rollout rollout, Tensor labels, RewardKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor scores = rollout.GlimpseScores.detach();
        return scope.MoveToOuter(kind == RewardKind.Accuracy
            ? scores.argmax(-1).eq(labels).to_type(ScalarType.Float32)
            : softmax(scores, -1).gather(-1, labels.expand(scores.shape[0], -1).unsqueeze(-1)).squeeze(-1));
    }

    /// <summary>The reward of the answer after each glimpse by the task's own function [T, N].</summary>
    private static Tensor Rewards(Rollout rollout, Tensor labels, RewardFunction reward)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor scores = rollout.GlimpseScores.detach();
        (int glimpses, int rows, int classes) = ((int)scores.shape[0], (int)scores.shape[1], (int)scores.shape[2]);
        float[] probabilities = TorchTensors.ToArray(softmax(scores, -1));
        long[] right = labels.cpu().data<long>().ToArray();
        float[] rewards = new float[glimpses * rows];
        for (int i = 0; i < rewards.Length; i++)
        {
            rewards[i] = (float)reward(probabilities.AsSpan(i * classes, classes), (int)right[i % rows]);
        }
        return scope.MoveToOuter(tensor(rewards, [glimpses, rows], device: scores.device));
    }

    /// <summary>The fall of the cross-entropy by each glimpse [T, N]; before the first one all classes are alike.</summary>
    private static Tensor Progress(Rollout rollout, Tensor labels)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor scores = rollout.GlimpseScores.detach();
        Tensor right = labels.expand(scores.shape[0], -1).unsqueeze(-1);
        Tensor logProbability = log_softmax(scores, -1).gather(-1, right).squeeze(-1);
        Tensor start = full_like(logProbability[..1], -Math.Log(scores.shape[2]));
        return scope.MoveToOuter(logProbability - cat([start, logProbability[..^1]]));
    }

    /// <summary>
    /// The return of each decision [D, N]: the reward of the last answer, the mean reward of the answers after the decision, or the sum of
    /// all progress. With λ below 1 the return of the next decision is mixed with its value estimate b.
    /// </summary>
    private static Tensor Returns(Tensor rewards, Tensor baselines, LossSteps rewardAt, double lambda, bool progress)
    {
        using DisposeScope scope = NewDisposeScope();
        (int glimpses, int decisions) = ((int)rewards.shape[0], (int)baselines.shape[0]);
        Tensor estimates = baselines.detach();
        Tensor[] returns = new Tensor[decisions];
        returns[^1] = rewards[-1];
        for (int d = decisions - 2; d >= 0; d--)
        {
            int answers = decisions - d;
            Tensor later = returns[d + 1] * lambda + estimates[d + 1] * (1 - lambda);
            returns[d] = progress ? rewards[glimpses - answers] + later
                : rewardAt == LossSteps.Last ? later
                : (rewards[glimpses - answers] + later * (answers - 1)) / answers;
        }
        return scope.MoveToOuter(stack(returns));
    }
}
