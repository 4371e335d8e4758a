using Saccade.Evaluation;
using Saccade.Policy;
using Saccade.Torch.Losses;
using Saccade.Torch.Networks;

namespace Saccade.Torch;

/// <summary>The recurrent attention model with the hybrid loss or, where answers are actions, the loss of actions.</summary>
internal sealed class AttentionRunner(RecurrentAttentionModel model, LossOptions options) : ITorchRunner
{
    private readonly GradientReach _reach = new(options.LocationReachesCore, options.BaselineReachesCore, options.AttachSample);

    public nn.Module Module => model;

    public RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise)
    {
        noise.RequireOneFor(episodes.Count);
        Rollout rollout = model.Unroll(episodes, noise);
        return new()
        {
            Locations = TorchTensors.ToArray(rollout.Locations),
            Probabilities = TorchTensors.ToArray(nn.functional.softmax(rollout.GlimpseScores, -1)),
            Values = TorchTensors.ToArray(model.Value(rollout.Hidden)),
            Actions = rollout.Actions,
        };
    }

    public (Tensor Loss, Func<StepReport> Report) Loss(IEpisodes episodes, RolloutNoise noise, LossWeights weights)
    {
        Rollout rollout = model.Unroll(episodes, noise, _reach);
        Device device = rollout.Hidden.device;
        double sigma = model.Options.Sigma * noise.Scale;
        HybridLoss loss;
        if (episodes.Answers == AnswerKind.Action)
        {
            Tensor reward = tensor([.. Enumerable.Range(0, episodes.Count).Select(i => (float)episodes.EpisodeReward(i))], device: device);
            loss = ActionLoss.Compute(rollout, model.Value(rollout.Hidden, _reach.Baseline), reward, sigma, options);
        }
        else
        {
            Tensor labels = TorchTensors.Labels(episodes, device).repeat_interleave(noise.Rows / episodes.Count);
            loss = HybridLoss.Compute(rollout, labels, sigma, options, episodes.Reward);
        }
        Tensor total = loss.Weighted(weights);
        return (total, () => new()
        {
            Loss = new(loss.Action.ToDouble(), loss.Baseline.ToDouble(), loss.Location.ToDouble(), total.ToDouble()),
            Accuracy = loss.Right.mean().ToDouble(),
            Reward = loss.Reward.mean().ToDouble(),
            ActionEntropy = loss.Entropy?.ToDouble(),
            LocationVariance = rollout.Means is null ? 0 : rollout.Means.detach().var(1, unbiased: false).sum(-1).mean().ToDouble(),
        });
    }
}
