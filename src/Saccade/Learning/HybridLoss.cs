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

    /// <summary>R [N]: 1 for a right answer, else 0.</summary>
    public required Tensor Reward { get; init; }

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
        Tensor reward = rollout.Scores.argmax(1).eq(labels).to_type(ScalarType.Float32);
        Tensor answers = options.ActionAt == GlimpseChoice.Every ? rollout.GlimpseScores : rollout.Scores.unsqueeze(0);
        Tensor action = cross_entropy(answers.flatten(0, 1), labels.repeat(answers.shape[0]));
        Tensor baseline = zeros_like(action);
        Tensor location = zeros_like(action);
        if (rollout.Baselines is not null)
        {
            Tensor earned = Earned(rollout, labels, options);
            Tensor surprise = earned - rollout.Baselines;
            baseline = surprise.square().mean();
            Tensor advantage = options.SubtractBaseline ? surprise : earned;
            Tensor logDensity = Reinforce.LogDensity(rollout.Samples!, rollout.Means!, sigma, options.LocationTerm);
            location = Reinforce.Loss(logDensity, advantage, options.Reduction);
        }
        HybridLoss loss = new()
        {
            Action = action,
            Baseline = baseline,
            Location = location,
            Total = action + baseline * options.BaselineWeight + location * options.LocationWeight,
            Reward = reward,
        };
        scope.MoveToOuter(loss.Action, loss.Baseline, loss.Location);
        scope.MoveToOuter(loss.Total, loss.Reward);
        return loss;
    }

    /// <summary>R of each decision [D, N]: the pay of the last answer, or the mean pay of those that came after the decision.</summary>
    private static Tensor Earned(Rollout rollout, Tensor labels, LossOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor scores = rollout.GlimpseScores.detach();
        Tensor pay = options.Reward == RewardKind.Right
            ? scores.argmax(-1).eq(labels).to_type(ScalarType.Float32)
            : softmax(scores, -1).gather(-1, labels.expand(scores.shape[0], -1).unsqueeze(-1)).squeeze(-1);
        long decisions = rollout.Baselines!.shape[0];
        if (options.RewardAt == GlimpseChoice.Last)
        {
            return scope.MoveToOuter(pay[-1].expand(decisions, -1));
        }
        Tensor after = arange(pay.shape[0], 0, -1, device: pay.device).unsqueeze(-1);
        Tensor later = pay.flip(0).cumsum(0).flip(0) / after;
        return scope.MoveToOuter(later.narrow(0, pay.shape[0] - decisions, decisions));
    }
}
