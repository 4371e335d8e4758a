using Saccade.Tests.Reference;
using Saccade.Torch.Losses;
using Saccade.Torch.Networks;
using Saccade.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Losses;

[Collection(TorchTests.Name)]
public sealed class HybridLossTests
{
    private const double Sigma = 0.5;

    // softmax of (0, log 3) is (1/4, 3/4): class 1 is named; of (log 4, 0): (4/5, 1/5), class 0.
    private static readonly float[] Scores = [0, MathF.Log(3), MathF.Log(4), 0];

    // Class probabilities ½ ½ and ¼ ¾ after the first glimpse, ¾ ¼ and ½ ½ after the second, Scores after the last.
    private static readonly float[] GlimpseScores = [1, 1, 0, MathF.Log(3), MathF.Log(3), 0, 5, 5, .. Scores];
    private static readonly float[] Baselines = [0.25f, 0.5f, 0.75f, -0.5f];

    [Fact]
    public void Each_term_is_what_a_hand_computes()
    {
        using DisposeScope scope = NewDisposeScope();
        LossOptions options = new() { LocationWeight = 0.1, BaselineWeight = 2, LocationTerm = LocationTerm.Bare };
        HybridLoss loss = HybridLoss.Compute(TwoDecisions(), tensor([1L, 1L]), Sigma, options);
        Assert.Equal([1f, 0f], Synthetic.Values(loss.Reward));
        Assert.Equal([1f, 0f], Synthetic.Values(loss.Right));
        double action = -(Math.Log(3 / 4.0) + Math.Log(1 / 5.0)) / 2;
        double baseline = (0.75 * 0.75 + 0.5 * 0.5 + 0.25 * 0.25 + 0.5 * 0.5) / 4;
        // log π of the four is −2, −8, −4.5, −0.5; the advantages are R − b = 0.75, −0.5, 0.25, 0.5.
        double location = -((-2 * 0.75 + -4.5 * 0.25) + (-8 * -0.5 + -0.5 * 0.5)) / 2;
        Assert.Equal(action, loss.Action.ToDouble(), 1e-5);
        Assert.Equal(baseline, loss.Baseline.ToDouble(), 1e-5);
        Assert.Equal(location, loss.Location.ToDouble(), 1e-5);
        Assert.Equal(action + 2 * baseline + 0.1 * location, loss.Weighted(LossWeights.Of(options)).ToDouble(), 1e-5);
    }

    [Fact]
    public void Without_a_baseline_the_advantage_is_the_reward()
    {
        using DisposeScope scope = NewDisposeScope();
        LossOptions options = new() { LocationTerm = LocationTerm.Bare, SubtractBaseline = false, Reduction = GlimpseReduction.Mean };
        HybridLoss loss = HybridLoss.Compute(TwoDecisions(), tensor([1L, 1L]), Sigma, options);
        Assert.Equal((2 + 4.5) / 2 / 2, loss.Location.ToDouble(), 1e-5);
        Assert.True(loss.Baseline.ToDouble() > 0);
    }

    [Fact]
    public void Below_one_lambda_mixes_in_the_value_of_the_next_state()
    {
        using DisposeScope scope = NewDisposeScope();
        LossOptions options = new() { LocationTerm = LocationTerm.Bare, Lambda = 0.5 };
        HybridLoss loss = HybridLoss.Compute(TwoDecisions(), tensor([1L, 1L]), Sigma, options);
        // The returns of the last decisions are R, 1 and 0; the first ones ½·1 + ½·0.75 and ½·0 − ½·0.5.
        double location = -((-2 * (0.875 - 0.25) + -4.5 * (1 - 0.75)) + (-8 * (-0.25 - 0.5) + -0.5 * (0 + 0.5))) / 2;
        Assert.Equal(location, loss.Location.ToDouble(), 1e-5);
        // The target of b remains R.
        Assert.Equal((0.75 * 0.75 + 0.5 * 0.5 + 0.25 * 0.25 + 0.5 * 0.5) / 4, loss.Baseline.ToDouble(), 1e-5);
    }

    [Fact]
    public void A_leave_one_out_baseline_subtracts_the_advantage_of_the_other_rollout()
    {
        using DisposeScope scope = NewDisposeScope();
        LossOptions options = new() { LocationTerm = LocationTerm.Bare, LeaveOneOut = true };
        HybridLoss loss = HybridLoss.Compute(TwoDecisions(), tensor([1L, 1L]), Sigma, options, rolloutsOfEach: 2);
        // R − b of the two rollouts is 0.75 and −0.5 at the first decision, 0.25 and 0.5 at the second.
        Assert.Equal(-((-2 * 1.25 + -4.5 * -0.25) + (-8 * -1.25 + -0.5 * 0.25)) / 2, loss.Location.ToDouble(), 1e-5);
        // Rollouts of different images are not compared.
        HybridLoss apart = HybridLoss.Compute(TwoDecisions(), tensor([1L, 1L]), Sigma, options);
        Assert.Equal(-((-2 * 0.75 + -4.5 * 0.25) + (-8 * -0.5 + -0.5 * 0.5)) / 2, apart.Location.ToDouble(), 1e-5);
    }

    [Fact]
    public void Progress_rewards_each_glimpse_by_the_fall_of_the_cross_entropy()
    {
        using DisposeScope scope = NewDisposeScope();
        LossOptions options = new() { LocationTerm = LocationTerm.Bare, Reward = RewardKind.Progress };
        Rollout rollout = TwoDecisions();
        HybridLoss loss = HybridLoss.Compute(rollout, tensor([0L, 1L]), Sigma, options);
        // The right class has ½, ¾ and ¼ in one rollout, ¾, ½ and 1/5 in the other. The falls add up.
        double[] returns = [Math.Log(1 / 4.0 / (1 / 2.0)), Math.Log(1 / 5.0 / (3 / 4.0)), Math.Log(1 / 4.0 / (3 / 4.0)), Math.Log(2 / 5.0)];
        double[] errors = [.. returns.Zip(Baselines, (r, b) => r - b)];
        Assert.Equal(errors.Average(e => e * e), loss.Baseline.ToDouble(), 1e-5);
        Assert.Equal(
            -(-2 * errors[0] + -8 * errors[1] + -4.5 * errors[2] + -0.5 * errors[3]) / 2, loss.Location.ToDouble(), 1e-5);
        // R begins before the first glimpse, with ½ for each class.
        Assert.Equal(
            [MathF.Log(2 / 4f), MathF.Log(2 / 5f)], Synthetic.Values(loss.Reward), (a, b) => Math.Abs(a - b) < 1e-5);
        // With λ = 0 the return is one fall and the value estimate after it.
        HybridLoss next = HybridLoss.Compute(rollout, tensor([0L, 1L]), Sigma, options with { Lambda = 0 });
        errors[0] = Math.Log(3 / 4.0 / (1 / 2.0)) + 0.75 - 0.25;
        errors[1] = Math.Log(1 / 2.0 / (3 / 4.0)) - 0.5 - 0.5;
        Assert.Equal(
            -(-2 * errors[0] + -8 * errors[1] + -4.5 * errors[2] + -0.5 * errors[3]) / 2, next.Location.ToDouble(), 1e-5);
    }

    [Theory]
    [InlineData("action", true, false, false)]
    [InlineData("baseline", false, true, false)]
    [InlineData("location", false, false, true)]
    public void Every_term_keeps_to_its_own_network(string term, bool scores, bool baselines, bool means)
    {
        using DisposeScope scope = NewDisposeScope();
        LossOptions options = new() { LocationWeight = 0.1, BaselineWeight = 2 };
        Rollout rollout = TwoDecisions();
        HybridLoss.Compute(rollout, tensor([1L, 1L]), Sigma, options).Weighted(LossWeights.Of(options).Only(term)).backward();
        Assert.Equal(
            (scores, baselines, means),
            (rollout.Scores.grad is not null, rollout.Baselines!.grad is not null, rollout.Means!.grad is not null));
    }

    [Fact]
    public void Weighted_terms_add_up_to_the_total()
    {
        using DisposeScope scope = NewDisposeScope();
        LossOptions options = new() { LocationWeight = 0.3, BaselineWeight = 0.7 };
        HybridLoss loss = HybridLoss.Compute(TwoDecisions(), tensor([0L, 1L]), Sigma, options);
        LossWeights weights = LossWeights.Of(options);
        string[] terms = ["action", "baseline", "location"];
        Assert.Equal(loss.Weighted(weights).ToDouble(), terms.Sum(term => loss.Weighted(weights.Only(term)).ToDouble()), 1e-5);
        Assert.Equal(
            [loss.Action.ToDouble(), 0.7 * loss.Baseline.ToDouble(), 0.3 * loss.Location.ToDouble()],
            terms.Select(term => loss.Weighted(weights.Only(term)).ToDouble()), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Without_decisions_only_the_action_has_a_loss()
    {
        using DisposeScope scope = NewDisposeScope();
        Rollout rollout = TwoDecisions() with { Means = null, Samples = null, Baselines = null };
        HybridLoss loss = HybridLoss.Compute(rollout, tensor([0L, 0L]), Sigma, new());
        Assert.Equal((0, 0), (loss.Baseline.ToDouble(), loss.Location.ToDouble()));
        Assert.Equal(loss.Action.ToDouble(), loss.Weighted(LossWeights.Of(new())).ToDouble());
        Assert.Equal([0f, 1f], Synthetic.Values(loss.Reward));
    }

    [Fact]
    public void Only_the_tensors_of_the_loss_outlive_its_making()
    {
        using DisposeScope scope = NewDisposeScope();
        Rollout rollout = TwoDecisions();
        Tensor labels = tensor([0L, 1L]);
        long before = LiveTensors.Count;
        HybridLoss loss = HybridLoss.Compute(rollout, labels, Sigma, new());
        Assert.Equal(before + 5, LiveTensors.Count);
        Assert.False(double.IsNaN(loss.Weighted(LossWeights.Of(new())).ToDouble()));
    }

    [Fact]
    public void The_cross_entropy_of_every_answer_is_averaged_over_glimpses()
    {
        using DisposeScope scope = NewDisposeScope();
        HybridLoss loss = HybridLoss.Compute(TwoDecisions(), tensor([0L, 1L]), Sigma, new() { ActionAt = LossSteps.Every });
        double[] probabilities = [1 / 2.0, 3 / 4.0, 3 / 4.0, 1 / 2.0, 1 / 4.0, 1 / 5.0];
        Assert.Equal(-probabilities.Sum(Math.Log) / 6, loss.Action.ToDouble(), 1e-5);
    }

    [Fact]
    public void The_return_of_a_decision_is_the_mean_reward_of_the_answers_that_follow_it()
    {
        using DisposeScope scope = NewDisposeScope();
        Rollout rollout = TwoDecisions() with { Baselines = zeros(2, 2) };
        LossOptions options = new() { RewardAt = LossSteps.Every, Reward = RewardKind.Probability };
        HybridLoss loss = HybridLoss.Compute(rollout, tensor([0L, 1L]), Sigma, options);
        double[] returns = [(3 / 4.0 + 1 / 4.0) / 2, (1 / 2.0 + 1 / 5.0) / 2, 1 / 4.0, 1 / 5.0];
        Assert.Equal(returns.Average(r => r * r), loss.Baseline.ToDouble(), 1e-5);
        // R is the return of a decision before the first glimpse.
        Assert.Equal(
            [(1 / 2f + 3 / 4f + 1 / 4f) / 3, (3 / 4f + 1 / 2f + 1 / 5f) / 3], Synthetic.Values(loss.Reward),
            (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0f, 0f], Synthetic.Values(loss.Right));
    }

    [Fact]
    public void Being_right_after_every_glimpse_has_a_reward_of_one()
    {
        using DisposeScope scope = NewDisposeScope();
        Rollout rollout = TwoDecisions() with { Baselines = ones(2, 2) };
        HybridLoss loss = HybridLoss.Compute(rollout, tensor([1L, 0L]), Sigma, new() { RewardAt = LossSteps.Every });
        // The first image is named wrongly after its second glimpse only, so only its first decision has a smaller return: ½.
        Assert.Equal(0.25 / 4, loss.Baseline.ToDouble(), 1e-5);
    }

    /// <summary>Two rollouts with two decisions each, made by hand.</summary>
    private static Rollout TwoDecisions() => new()
    {
        Locations = zeros(3, 2, 2),
        Hidden = zeros(3, 2, 1),
        GlimpseScores = tensor(GlimpseScores, 3, 2, 2, requires_grad: true),
        Scores = tensor(Scores, 2, 2, requires_grad: true),
        Baselines = tensor(Baselines, 2, 2, requires_grad: true),
        // Squared distances 1, 4, 2.25 and 0.25.
        Means = tensor([0f, 0f, 1f, 1f, 0f, 0f, 0.5f, 0f], [2, 2, 2], requires_grad: true),
        Samples = tensor([1f, 0f, 1f, -1f, 0f, 1.5f, 0.5f, 0.5f], [2, 2, 2]),
    };
}
