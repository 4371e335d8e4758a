using Saccade.Networks;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch.Losses;
using Saccade.Torch.Networks;
using Saccade.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Losses;

/// <summary>The policy gradient of moves, worked out by hand.</summary>
[Collection(TorchTests.Name)]
public sealed class ActionLossTests
{
    private static readonly CatchOptions s_rules = new() { Side = 4 };

    private static readonly ModelOptions s_blind = BlindModel.Options with { Glimpses = 3 };

    [Fact]
    public void Terms_of_episodes_worked_out_by_hand()
    {
        using DisposeScope scope = NewDisposeScope();
        // One step, two episodes: scores log 1, log 2, log 1 are probabilities ¼, ½, ¼.
        Tensor scores = tensor([0f, MathF.Log(2), 0f, 0f, MathF.Log(2), 0f], 1, 2, 3, requires_grad: true);
        Tensor expected = tensor([0.25f, 0.5f], 1, 2, requires_grad: true);
        Rollout rollout = new()
        {
            Locations = zeros(1, 2, 2),
            Samples = null,
            Means = null,
            Baselines = null,
            Hidden = zeros(1, 2, 2),
            GlimpseScores = scores,
            Scores = zeros(2, 3),
            Actions = [1, 2],
        };
        LossOptions options = new() { BaselineWeight = 2, EntropyWeight = 3 };
        HybridLoss loss = ActionLoss.Compute(rollout, expected, tensor([1f, 0f]), 0.5, options);
        double action = -(Math.Log(0.5) * 0.75 + Math.Log(0.25) * -0.5) / 2;
        double entropy = -(0.5 * Math.Log(0.5) + 2 * 0.25 * Math.Log(0.25));
        Assert.Equal(action, loss.Action.ToDouble(), 1e-6);
        Assert.Equal((0.5625 + 0.25) / 2, loss.Baseline.ToDouble(), 1e-6);
        Assert.Equal(0, loss.Location.ToDouble());
        Assert.Equal(entropy, loss.Entropy!.ToDouble(), 1e-6);
        Assert.Equal(action + 2 * 0.40625 - 3 * entropy, loss.Weighted(LossWeights.Of(options)).ToDouble(), 1e-6);

        loss.Action.backward();
        // −(R − b)·(1[move] − p) / 2: with 0.75 for the move in the middle, and −0.5 for the right one.
        Near(
            [0.75f * 0.25f / 2, -0.75f * 0.5f / 2, 0.75f * 0.25f / 2, -0.5f * 0.25f / 2, -0.5f * 0.5f / 2, 0.5f * 0.75f / 2], scores.grad!);
        Assert.Null(expected.grad);
    }

    [Fact]
    public void Below_one_lambda_mixes_in_the_values_of_the_next_states()
    {
        using DisposeScope scope = NewDisposeScope();
        // Three steps of one episode that ends with a catch; every move has p = ½.
        Rollout rollout = new()
        {
            Locations = zeros(3, 1, 2),
            Samples = zeros(2, 1, 2),
            Means = zeros(2, 1, 2),
            Baselines = tensor([0.25f, 0.75f], 2, 1),
            Hidden = zeros(3, 1, 2),
            GlimpseScores = zeros(3, 1, 2),
            Scores = zeros(1, 2),
            Actions = [0, 0, 0],
        };
        Tensor values = tensor([0.25f, 0.75f, 0.5f], 3, 1);
        HybridLoss loss = ActionLoss.Compute(rollout, values, tensor([1f]), 1, new LossOptions { Lambda = 0.5 });
        // From the end: 1; ½·1 + ½·0.5; ½·0.75 + ½·0.75.
        double[] advantages = [0.75 - 0.25, 0.75 - 0.75, 1 - 0.5];
        Assert.Equal(Math.Log(2) * advantages.Sum(), loss.Action.ToDouble(), 1e-5);
        Assert.Equal(2 * Math.Log(Math.Sqrt(2 * Math.PI)) * advantages[..2].Sum(), loss.Location.ToDouble(), 1e-5);
        Assert.Equal((0.75 * 0.75 + 0.25 * 0.25 + 0.5 * 0.5) / 3, loss.Baseline.ToDouble(), 1e-5);
    }

    [Fact]
    public void The_gradient_of_actions_in_played_episodes_is_the_policy_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = BlindModel.Make(s_blind);
        (Rollout rollout, Tensor values, Tensor reward) = Play(model);
        // The paddle begins at 1: left, stay, right leaves it there, on the first ball; right, right, stay moves it to 2.
        Assert.Equal([0, 2, 1, 2, 2, 1], rollout.Actions);
        Near([1, 0], reward);
        Near([0.25f, 0.25f, 0.25f, 0.25f, 0.25f, 0.25f], values);
        ActionLoss.Compute(rollout, values, reward, 0.5, new LossOptions()).Action.backward();
        // Every move has p = ⅓; −(R − b)·(count − 3·⅓) / 2, where the first episode's counts are 1, 1, 1, the second's 0, 1, 2.
        float[] bias = [0.25f * -1 / 2, 0, 0.25f * 1 / 2];
        Near(bias, model.get_parameter("action.scores.bias")!.grad!);
        Near([.. bias.SelectMany(b => new[] { b * 1, b * 2 })], model.get_parameter("action.scores.weight")!.grad!);
    }

    [Fact]
    public void Moves_reach_the_core_and_the_baseline_of_each_location_is_the_value_of_the_state_before_it()
    {
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = BlindModel.Make(s_blind);
        Synthetic.Set(model, "action.scores.weight", 0, 0, 0, 0, 1, 0);
        (Rollout rollout, Tensor values, Tensor reward) = Play(model);
        HybridLoss loss = ActionLoss.Compute(rollout, values, reward, 0.5, new LossOptions());
        loss.Action.backward(retain_graph: true);
        Assert.NotEqual([0f, 0f], Synthetic.Values(model.get_parameter("core.input.bias")!.grad!));
        // Two decisions of each episode, b = 0.25: steps of σ·(1, −2) have log density −(1 + 4)/2 − 2·log(0.5·√(2π)).
        double logDensity = -2.5 - 2 * Math.Log(0.5 * Math.Sqrt(2 * Math.PI));
        double total = Synthetic.Values(reward).Sum();
        Assert.Equal(-2 * logDensity * (total - 2 * 0.25) / 2, loss.Location.ToDouble(), 1e-5);
    }

    /// <summary>Balls that fall straight down the columns 1 and 1; the moves are left, stay, right by thirds of the numbers.</summary>
    private static (Rollout Rollout, Tensor Values, Tensor Reward) Play(RecurrentAttentionModel model)
    {
        CatchEpisodes episodes = new(s_rules, [new CatchBall(1.5, 0), new CatchBall(1.5, 0)]);
        float[] steps = [.. Enumerable.Range(0, 6).SelectMany(_ => new[] { 1f, -2f })];
        // Steps by episodes.
        RolloutNoise noise = new(new float[4], steps, actions: [0.1f, 0.9f, 0.5f, 0.9f, 0.9f, 0.5f]);
        Rollout rollout = model.Unroll(episodes, noise);
        Tensor reward = tensor([.. Enumerable.Range(0, episodes.Count).Select(i => (float)episodes.EpisodeReward(i))]);
        return (rollout, model.Value(rollout.Hidden), reward);
    }

    private static void Near(float[] expected, Tensor actual) =>
        Assert.Equal(expected, Synthetic.Values(actual), (a, b) => Math.Abs(a - b) < 1e-6);
}
