using Saccade.Images;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch.Losses;
using Saccade.Torch.Networks;
using Saccade.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch;

/// <summary>The whole model with one decision, small enough to compute its policy gradient by hand.</summary>
[Collection(TorchTests.Name)]
public sealed class PolicyGradientTests
{
    private const double Weight = 0.1;

    // The step is σ·(1, −2) = (0.5, −1) and b = 0.25, so that −w·(R − b)·(l − μ)/σ² is:
    [Theory]
    [InlineData(1, -0.15f, 0.3f)] // R = 1: −0.1·0.75·(0.5, −1)/0.25
    [InlineData(2, 0.05f, -0.1f)] // R = 0: −0.1·(−0.25)·(0.5, −1)/0.25
    public void Gradient_at_the_mean_is_the_policy_gradient_and_the_weights_follow_by_the_chain_rule(int label, float x, float y)
    {
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = Model();
        Rollout rollout = Backward(model, [label]);
        Near([0.5f, -0.1f], rollout.Means!);
        Near([1, -1.1f], rollout.Samples!);
        Near([1, -1], rollout.Locations[1]);
        Near([x, y], rollout.Means!.grad!);
        Near([x * 1, x * 2, y * 1, y * 2], model.get_parameter("location.mean.weight")!.grad!);
        Near([x, y], model.get_parameter("location.mean.bias")!.grad!);
    }

    [Fact]
    public void Squashing_multiplies_by_the_slope_of_tanh()
    {
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = Model(squash: true);
        Backward(model, [1]);
        float x = -0.15f * (1 - MathF.Pow(MathF.Tanh(0.5f), 2)), y = 0.3f * (1 - MathF.Pow(MathF.Tanh(-0.1f), 2));
        Near([x * 1, x * 2, y * 1, y * 2], model.get_parameter("location.mean.weight")!.grad!);
    }

    [Fact]
    public void Rollouts_are_averaged()
    {
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = Model();
        Backward(model, [1, 2]);
        Near([(-0.15f + 0.05f) / 2, (0.3f - 0.1f) / 2], model.get_parameter("location.mean.bias")!.grad!);
    }

    [Fact]
    public void The_gradient_reaches_the_core_only_when_it_is_let()
    {
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel cut = Model();
        Backward(cut, [1]);
        Assert.Null(cut.get_parameter("core.input.bias")!.grad);
        using RecurrentAttentionModel whole = Model();
        Backward(whole, [1], new(Location: true, Baseline: false));
        // h is the core's own bias: Wᵀ·(−0.15, 0.3) with W = ((0.1, 0.2), (−0.3, 0.1)).
        Near([-0.105f, 0], whole.get_parameter("core.input.bias")!.grad!);
    }

    /// <summary>A model that sees nothing: h = (1, 2), μ = (0.5, −0.1), b = 0.25, class 1 is named.</summary>
    private static RecurrentAttentionModel Model(bool squash = false)
    {
        RecurrentAttentionModel model = BlindModel.Make(BlindModel.Options with { SquashMean = squash });
        Synthetic.Set(model, "location.mean.weight", 0.1f, 0.2f, -0.3f, 0.1f);
        Synthetic.Set(model, "location.mean.bias", 0, 0);
        Synthetic.Set(model, "action.scores.bias", 0, 1, 0);
        return model;
    }

    /// <summary>Two glimpses of each image and the gradient of the weighted J_location alone.</summary>
    private static Rollout Backward(RecurrentAttentionModel model, int[] labels, GradientReach reach = default)
    {
        int rows = labels.Length;
        ImageSize size = new(1, 4, 4);
        float[] steps = [.. Enumerable.Repeat(9f, 2 * rows), .. Enumerable.Range(0, rows).SelectMany(_ => new[] { 1f, -2f })];
        Rollout rollout = model.Unroll(new ImageBatch(rows, size) { Count = rows }, new RolloutNoise(new float[2 * rows], steps), reach);
        rollout.Means!.retain_grad();
        LossOptions options = new() { LocationWeight = Weight };
        HybridLoss loss = HybridLoss.Compute(rollout, tensor([.. labels.Select(l => (long)l)]), model.Options.Sigma, options);
        loss.Weighted(LossWeights.Of(options).Only("location")).backward();
        return rollout;
    }

    private static void Near(float[] expected, Tensor actual) =>
        Assert.Equal(expected, Synthetic.Values(actual), (a, b) => Math.Abs(a - b) < 1e-6);
}
