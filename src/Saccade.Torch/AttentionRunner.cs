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
        RolloutBatch rollouts = new()
        {
            Locations = TorchTensors.ToArray(rollout.Locations),
            Probabilities = TorchTensors.ToArray(nn.functional.softmax(rollout.GlimpseScores, -1)),
            Values = TorchTensors.ToArray(model.Value(rollout.LocationHidden)),
            Actions = rollout.Actions,
            GlimpsesTaken = Taken(rollout, noise),
        };
        rollouts.RepeatLast();
        return rollouts;
    }

    public (Tensor Loss, Func<StepReport> Report) Loss(IEpisodes episodes, RolloutNoise noise, LossWeights weights)
    {
        Rollout rollout = model.Unroll(episodes, noise, _reach);
        Device device = rollout.Hidden.device;
        double sigma = model.Options.Sigma * noise.Scale;
        int rolloutsOfEach = noise.Rows / episodes.Count;
        HybridLoss loss;
        if (episodes.Answers == AnswerKind.Action)
        {
            Tensor reward = tensor([.. Enumerable.Range(0, episodes.Count).Select(i => (float)episodes.EpisodeReward(i))], device: device);
            loss = ActionLoss.Compute(rollout, model.Value(rollout.LocationHidden, _reach.Baseline), reward, sigma, options);
        }
        else if (model.Options.ReadsSequences)
        {
            Tensor labels = TorchTensors.Sequences(episodes, model.Options, device).repeat_interleave(rolloutsOfEach, 1);
            loss = SequenceLoss.Compute(rollout, labels, sigma, options, episodes.Reward, rolloutsOfEach);
        }
        else
        {
            Tensor labels = TorchTensors.Labels(episodes, device).repeat_interleave(rolloutsOfEach);
            loss = HybridLoss.Compute(rollout, labels, sigma, options, episodes.Reward, rolloutsOfEach, weights.Classes);
            if (model.StopLogits(rollout.Hidden, rollout.GlimpseScores, noise.Prices, options.StopReachesCore) is Tensor stops)
            {
                Tensor rewards = HybridLoss.StopRewards(rollout, labels, episodes.Reward);
                loss = loss with { Stop = StopLoss.Compute(stops, rewards, tensor(noise.Prices.ToArray(), device: device)) };
            }
        }
        Tensor total = loss.Weighted(weights);
        return (total, () => new()
        {
            Loss = new(loss.Action.ToDouble(), loss.Baseline.ToDouble(), loss.Location.ToDouble(), total.ToDouble())
            {
                Stop = loss.Stop?.ToDouble() ?? 0,
            },
            Accuracy = loss.Right.mean().ToDouble(),
            Reward = loss.Reward.mean().ToDouble(),
            ActionEntropy = loss.Entropy?.ToDouble(),
            LocationVariance = rollout.Means is null ? 0 : rollout.Means.detach().var(1, unbiased: false).sum(-1).mean().ToDouble(),
        });
    }

    /// <summary>The glimpses of each rollout up to the first stop action that is more probable than not; all take T here.</summary>
    private int[] Taken(Rollout rollout, RolloutNoise noise)
    {
        if (model.StopLogits(rollout.Hidden, rollout.GlimpseScores, noise.Prices) is not Tensor stops)
        {
            return [];
        }
        float[] logits = TorchTensors.ToArray(stops);
        return
        [
            .. Enumerable.Range(0, noise.Rows).Select(n =>
                Enumerable.Range(1, noise.Glimpses).First(t => t == noise.Glimpses || logits[(t - 1) * noise.Rows + n] > 0)),
        ];
    }
}
