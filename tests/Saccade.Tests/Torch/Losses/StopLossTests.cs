using System.Runtime.InteropServices;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tests.Reference;
using Saccade.Torch.Losses;
using Saccade.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Losses;

/// <summary>J_stop in double precision.</summary>
[Collection(TorchTests.Name)]
public sealed class StopLossTests
{
    private const int Glimpses = 4, Rollouts = 3;

    private static readonly double[] s_rewards = [0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0];
    private static readonly float[] s_prices = [0.001f, 0.02f, 0.3f];

    [Fact]
    public void Two_glimpses_by_hand()
    {
        using DisposeScope scope = NewDisposeScope();
        // p_1 = 1/4; the answers are wrong, then right; a glimpse costs 0.1: −(1/4 · (0 − 0.1) + 3/4 · (1 − 0.2)).
        Tensor logits = tensor(new[] { -Math.Log(3), 77 }, [2, 1]);
        Tensor loss = StopLoss.Compute(logits, tensor(new[] { 0.0, 1 }, [2, 1]), tensor(new[] { 0.1 }));
        Assert.Equal(-(0.25 * -0.1 + 0.75 * 0.8), loss.ToDouble(), 1e-12);
    }

    [Fact]
    public void The_gradient_is_what_REINFORCE_estimates_on_average()
    {
        using DisposeScope scope = NewDisposeScope();
        double[] values = [.. Enumerable.Range(0, Glimpses * Rollouts).Select(i => Math.Sin(7 * i + 1))];
        Tensor logits = tensor(values, [Glimpses, Rollouts], requires_grad: true);
        StopLoss.Compute(logits, Rewards(), Prices()).backward();
        double[] expected = new double[values.Length];
        for (int n = 0; n < Rollouts; n++)
        {
            // Every end, with its probability and its score ∂ log q_t / ∂ logit_s.
            for (int end = 0; end < Glimpses; end++)
            {
                double probability = end < Glimpses - 1 ? P(end, n) : 1;
                for (int s = 0; s < end; s++)
                {
                    probability *= 1 - P(s, n);
                }
                double earned = s_rewards[end * Rollouts + n] - (double)s_prices[n] * (end + 1);
                for (int s = 0; s <= Math.Min(end, Glimpses - 2); s++)
                {
                    expected[s * Rollouts + n] -= probability * earned * (s == end ? 1 - P(s, n) : -P(s, n)) / Rollouts;
                }
            }
        }
        Assert.Equal(expected, logits.grad!.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);

        double P(int t, int n) => 1 / (1 + Math.Exp(-values[t * Rollouts + n]));
    }

    [Fact]
    public void Gradients_of_the_network_are_slopes()
    {
        using DisposeScope scope = NewDisposeScope();
        ModelOptions options = Synthetic.Tiny with { Glimpses = Glimpses, Stop = new() { Units = 5 } };
        using RecurrentAttentionModel model = new(options, RandomKey.FromSeed(3));
        model.@double();
        double[] states = [.. Enumerable.Range(0, Glimpses * Rollouts * options.Hidden).Select(i => Math.Max(0, Math.Sin(3 * i)))];
        // Fixed: no gradient passes into the classes.
        Tensor scores = tensor(
            Enumerable.Range(0, Glimpses * Rollouts * options.Classes).Select(i => 2 * Math.Sin(5 * i)).ToArray(),
            [Glimpses, Rollouts, options.Classes]);
        Tensor hidden = tensor(states, [Glimpses, Rollouts, options.Hidden], requires_grad: true);
        Loss(model, hidden, scores).backward();
        (string Name, Tensor Value)[] weights =
        [
            .. model.named_parameters().Where(p => p.name.StartsWith("stop.", StringComparison.Ordinal)).Select(p => (p.name, p.parameter)),
            ("h_t", hidden),
        ];
        Assert.Equal(9, weights.Length);
        foreach ((string name, Tensor value) in weights)
        {
            double[] found = [.. value.grad!.contiguous().data<double>()];
            for (int i = 0; i < found.Length; i++)
            {
                double slope = (At(value, i, 1e-6) - At(value, i, -1e-6)) / 2e-6;
                Assert.True(Math.Abs(slope - found[i]) < 1e-8, $"{name}[{i}]: {found[i]}, but the slope is {slope}");
            }
        }

        double At(Tensor value, int i, double change)
        {
            using IDisposable undifferentiated = no_grad();
            ref double entry = ref MemoryMarshal.Cast<byte, double>(value.bytes)[i];
            double kept = entry;
            entry += change;
            double loss = Loss(model, hidden, scores).ToDouble();
            MemoryMarshal.Cast<byte, double>(value.bytes)[i] = kept;
            return loss;
        }
    }

    [Fact]
    public void By_default_the_gradient_does_not_reach_the_states()
    {
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = new(Synthetic.Tiny with { Stop = new() { Units = 5 } }, RandomKey.FromSeed(3));
        Tensor hidden = ones([Synthetic.Tiny.Glimpses, Rollouts, Synthetic.Tiny.Hidden], requires_grad: true);
        model.StopLogits(hidden, model.Logits(hidden), s_prices)!.sum().backward();
        Assert.True(hidden.grad is null || hidden.grad.abs().sum().ToDouble() == 0);
    }

    [Fact]
    public void Doubt_is_exact_where_an_answer_is_nearly_certain()
    {
        // 1 − p = 3·e⁻¹² / (1 + 3·e⁻¹²), which single precision would round to a few digits; below a millionth it does not count.
        Assert.Equal(Math.Log10(3 * Math.Exp(-12) / (1 + 3 * Math.Exp(-12))), StopOptions.DoubtOf([0, 12, 0, 0]), 1e-6);
        Assert.Equal(Math.Log10(0.5), StopOptions.DoubtOf([7, 7]), 1e-6);
        Assert.Equal(-6, StopOptions.DoubtOf([0, 40]));
        Assert.Equal(-6, StopOptions.DoubtOf([3]));
    }

    private static Tensor Loss(RecurrentAttentionModel model, Tensor hidden, Tensor scores) =>
        StopLoss.Compute(model.StopLogits(hidden, scores, s_prices, reachesCore: true)!, Rewards(), Prices());

    private static Tensor Rewards() => tensor(s_rewards, [Glimpses, Rollouts]);

    private static Tensor Prices() => tensor(s_prices).@double();
}
