using Saccade.Tests.Reference;
using Saccade.Torch.Losses;
using Saccade.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Losses;

[Collection(TorchTests.Name)]
public sealed class ReinforceTests
{
    [Theory]
    [InlineData(LocationTerm.Exact, -2.5 - 0.451582705)] // −(0.5² + 1²)/(2·0.25) − 2·log(0.5·√(2π))
    [InlineData(LocationTerm.Report, -1.25 - 0.451582705)] // −(0.5² + 1²)/(2·0.5) − the same
    [InlineData(LocationTerm.Bare, -2.5)]
    public void Log_density_of_one_sample(LocationTerm term, double expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logDensity = Reinforce.LogDensity(tensor([1f, -1.5f], 1, 1, 2), tensor([0.5f, -0.5f], 1, 1, 2), 0.5, term);
        Assert.Equal([1L, 1L], logDensity.shape);
        Assert.Equal(expected, logDensity.ToDouble(), 1e-6);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void Gradient_of_the_forms(double sigma)
    {
        float[] exact = MeanGradient(LocationTerm.Exact, sigma);
        // (l − μ)/σ²
        Near([(float)(0.5 / (sigma * sigma)), (float)(-1 / (sigma * sigma))], exact);
        Near([.. exact.Select(g => (float)(g * sigma))], MeanGradient(LocationTerm.Report, sigma));
        Near(exact, MeanGradient(LocationTerm.Bare, sigma));
    }

    [Fact]
    public void A_sample_that_still_carries_its_mean_does_not_cancel_the_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mean = tensor([0.5f, -0.5f], 1, 1, 2, requires_grad: true);
        Tensor sample = mean + tensor([0.5f, -1f], 1, 1, 2);
        Reinforce.LogDensity(sample, mean, 0.5, LocationTerm.Exact).sum().backward();
        Near([2, -4], Synthetic.Values(mean.grad!));
    }

    [Fact]
    public void Glimpses_are_summed_or_averaged_and_rollouts_always_averaged()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logDensity = tensor([1f, 2f, 3f, 4f, 5f, 6f], 3, 2);
        Tensor advantage = tensor([1f, 0f, 1f, -1f, 0.5f, 2f], 3, 2);
        // Rollouts: 1 + 3 + 2.5 = 6.5 and 0 − 4 + 12 = 8.
        Assert.Equal(-7.25, Reinforce.Loss(logDensity, advantage, GlimpseReduction.Sum).ToDouble(), 1e-6);
        Assert.Equal(-7.25 / 3, Reinforce.Loss(logDensity, advantage, GlimpseReduction.Mean).ToDouble(), 1e-6);
    }

    [Fact]
    public void The_advantage_gets_no_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logDensity = tensor([1f, 2f], 2, 1, requires_grad: true);
        Tensor advantage = tensor([0.5f, -1f], 2, 1, requires_grad: true);
        Reinforce.Loss(logDensity, advantage, GlimpseReduction.Sum).backward();
        Near([-0.5f, 1], Synthetic.Values(logDensity.grad!));
        Assert.Null(advantage.grad);
    }

    private static float[] MeanGradient(LocationTerm term, double sigma)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mean = tensor([0.5f, -0.5f], 1, 1, 2, requires_grad: true);
        Reinforce.LogDensity(tensor([1f, -1.5f], 1, 1, 2), mean, sigma, term).sum().backward();
        return Synthetic.Values(mean.grad!);
    }

    private static void Near(float[] expected, float[] actual) =>
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
}
