using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Learning;

/// <summary>REINFORCE (Williams, 1992) for the location policy (paper eq. 2).</summary>
public static class Reinforce
{
    /// <summary>log π(l | μ) of samples [.., 2] under means [.., 2], both coordinates together: [..]. The samples are cut from the graph.</summary>
    public static Tensor LogDensity(Tensor samples, Tensor means, double sigma, LocationTerm term)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor squares = (samples.detach() - means).square().sum(-1);
        double normaliser = -2 * Math.Log(sigma * Math.Sqrt(2 * Math.PI));
        Tensor logDensity = term switch
        {
            LocationTerm.Exact => normaliser - squares / (2 * sigma * sigma),
            LocationTerm.Report => normaliser - squares / (2 * sigma),
            LocationTerm.Bare => -squares / (2 * sigma * sigma),
            _ => throw new ArgumentOutOfRangeException(nameof(term), term, null),
        };
        return scope.MoveToOuter(logDensity);
    }

    /// <summary>
    /// −Σ_t log π(l_t)·A_t averaged over the rollouts, with the advantage A_t = R − b_t, or R without a baseline.
    /// Its gradient is the policy gradient only if the advantage carries none; it is cut here.
    /// </summary>
    /// <param name="logDensity">log π [D, N].</param>
    /// <param name="advantage">A [D, N].</param>
    /// <param name="reduction">Sum or mean over the D decisions.</param>
    public static Tensor Loss(Tensor logDensity, Tensor advantage, GlimpseReduction reduction)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor paths = logDensity * advantage.detach();
        Tensor each = reduction == GlimpseReduction.Sum ? paths.sum(dim: 0) : paths.mean([0]);
        return scope.MoveToOuter(-each.mean());
    }
}
