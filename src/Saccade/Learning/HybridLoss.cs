using Saccade.Model;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Learning;

/// <summary>
/// The hybrid loss J = J_action + J_baseline + J_location (paper §3.2): the seeing is learned by backpropagation, the
/// looking by REINFORCE. The tensors belong to the dispose scope in which the loss was made.
/// </summary>
public sealed record HybridLoss
{
    /// <summary>J_action, the cross-entropy of the right class, a scalar.</summary>
    public required Tensor Action { get; init; }

    /// <summary>J_baseline, the mean over decisions and rollouts of (R − b_t)², a scalar.</summary>
    public required Tensor Baseline { get; init; }

    /// <summary>J_location, the REINFORCE term, a scalar.</summary>
    public required Tensor Location { get; init; }

    /// <summary>Entropy of the moves of a game, the mean over steps and episodes, a scalar; null where images are named.</summary>
    public Tensor? Entropy { get; init; }

    /// <summary>J, the weighted sum, a scalar.</summary>
    public required Tensor Total { get; init; }

    /// <summary>R [N]: the pay of the last answer, or where every one pays their mean.</summary>
    public required Tensor Reward { get; init; }

    /// <summary>1 where the last answer was right, else 0 [N].</summary>
    public required Tensor Right { get; init; }

    /// <summary>The terms as they enter the weighted sum, by name.</summary>
    public IEnumerable<(string Name, Tensor Term)> Weighted(LossOptions options) =>
        [("action", Action), ("baseline", Baseline * options.BaselineWeight), ("location", Location * options.LocationWeight)];

    /// <summary>The loss of N rollouts against the right classes.</summary>
    /// <param name="rollout">The rollouts.</param>
    /// <param name="labels">The right class of each rollout [N], 64-bit.</param>
    /// <param name="sigma">σ of the policy.</param>
    /// <param name="options">Weights and forms of the terms.</param>
    public static HybridLoss Of(Rollout rollout, Tensor labels, double sigma, LossOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pay = Pay(rollout, labels, options.Reward);
        Tensor answers = options.ActionAt == GlimpseChoice.Every ? rollout.GlimpseScores : rollout.Scores.unsqueeze(0);
        Tensor action = cross_entropy(answers.flatten(0, 1), labels.repeat(answers.shape[0]));
        Tensor baseline = zeros_like(action);
        Tensor location = zeros_like(action);
        if (rollout.Baselines is not null)
        {
            baseline = (Earned(pay, rollout.Baselines, options.RewardAt, 1) - rollout.Baselines).square().mean();
            Tensor earned = Earned(pay, rollout.Baselines, options.RewardAt, options.Lambda);
            Tensor advantage = options.SubtractBaseline ? earned - rollout.Baselines : earned;
            Tensor logDensity = Reinforce.LogDensity(rollout.Samples!, rollout.Means!, sigma, options.LocationTerm);
            location = Reinforce.Loss(logDensity, advantage, options.Reduction);
        }
        HybridLoss loss = new()
        {
            Action = action,
            Baseline = baseline,
            Location = location,
            Total = action + baseline * options.BaselineWeight + location * options.LocationWeight,
            Reward = options.RewardAt == GlimpseChoice.Every ? pay.mean([0]) : pay[-1],
            Right = rollout.Scores.argmax(1).eq(labels).to_type(ScalarType.Float32),
        };
        scope.MoveToOuter(loss.Action, loss.Baseline, loss.Location);
        scope.MoveToOuter(loss.Total, loss.Reward, loss.Right);
        return loss;
    }

    /// <summary>What the answer after each glimpse pays [T, N].</summary>
    private static Tensor Pay(Rollout rollout, Tensor labels, RewardKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor scores = rollout.GlimpseScores.detach();
        return scope.MoveToOuter(kind == RewardKind.Right
            ? scores.argmax(-1).eq(labels).to_type(ScalarType.Float32)
            : softmax(scores, -1).gather(-1, labels.expand(scores.shape[0], -1).unsqueeze(-1)).squeeze(-1));
    }

    /// <summary>
    /// R of each decision [D, N]: the pay of the last answer, or the mean pay of those that came after the decision. With λ
    /// below 1 what later decisions earned is mixed with what b foretold of it.
    /// </summary>
    private static Tensor Earned(Tensor pay, Tensor baselines, GlimpseChoice rewardAt, double lambda)
    {
        using DisposeScope scope = NewDisposeScope();
        (int glimpses, int decisions) = ((int)pay.shape[0], (int)baselines.shape[0]);
        Tensor foretold = baselines.detach();
        Tensor[] earned = new Tensor[decisions];
        earned[^1] = pay[-1];
        for (int d = decisions - 2; d >= 0; d--)
        {
            int answers = decisions - d;
            Tensor later = earned[d + 1] * lambda + foretold[d + 1] * (1 - lambda);
            earned[d] = rewardAt == GlimpseChoice.Last ? later : (pay[glimpses - answers] + later * (answers - 1)) / answers;
        }
        return scope.MoveToOuter(stack(earned));
    }
}
