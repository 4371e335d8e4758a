namespace Saccade.Torch.Losses;

/// <summary>REINFORCE (Williams, 1992) for the location policy (paper, equations 1 and 2).</summary>
internal static class Reinforce
{
    /// <summary>log π(l | μ) [..] of samples [.., 2] under means [.., 2], summed over both coordinates.</summary>
    /// <param name="samples">l.</param>
    /// <param name="means">μ.</param>
    /// <param name="sigma">σ.</param>
    /// <param name="term">The form of log π.</param>
    /// <param name="attached">Whether the samples stay in the graph; otherwise they are detached.</param>
    public static Tensor LogDensity(Tensor samples, Tensor means, double sigma, LocationTerm term, bool attached = false)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor squares = ((attached ? samples : samples.detach()) - means).square().sum(-1);
        double normaliser = -2 * Math.Log(sigma * Math.Sqrt(2 * Math.PI));
        return scope.MoveToOuter(term switch
        {
            LocationTerm.Exact => normaliser - squares / (2 * sigma * sigma),
            LocationTerm.Report => normaliser - squares / (2 * sigma),
            LocationTerm.Bare => -squares / (2 * sigma * sigma),
            _ => throw new ArgumentOutOfRangeException(nameof(term), term, null),
        });
    }

    /// <summary>
    /// −Σ_t log π(l_t)·A_t averaged over the rollouts. The advantage A_t is R − b_t, or R without a baseline. It is detached: only then
    /// is the gradient of the loss the policy gradient.
    /// </summary>
    /// <param name="logDensity">log π [D, N].</param>
    /// <param name="advantage">A [D, N].</param>
    /// <param name="reduction">Sum or mean over the D decisions.</param>
    public static Tensor Loss(Tensor logDensity, Tensor advantage, GlimpseReduction reduction)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor terms = logDensity * advantage.detach();
        Tensor each = reduction == GlimpseReduction.Sum ? terms.sum(dim: 0) : terms.mean([0]);
        return scope.MoveToOuter(-each.mean());
    }

    /// <summary>The mean of the other rollouts of the same image, for each value [D, N]; 0 where M is 1.</summary>
    internal static Tensor MeanOfOthers(Tensor values, int rolloutsOfEach)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = values.view(values.shape[0], -1, rolloutsOfEach);
        Tensor others = images.sum(-1, keepdim: true) - images;
        return scope.MoveToOuter((others / Math.Max(1, rolloutsOfEach - 1)).view(values.shape));
    }
}
