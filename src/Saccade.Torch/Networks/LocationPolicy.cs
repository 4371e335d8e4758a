namespace Saccade.Torch.Networks;

/// <summary>The location policy l_t ~ Normal(μ_t, σ²I) (paper §3.1).</summary>
internal static class LocationPolicy
{
    /// <summary>
    /// A sample μ + σ·noise [N, 2], detached from the graph: only log π may carry a gradient to the mean, or the pathwise gradient
    /// cancels it.
    /// </summary>
    public static Tensor Sample(Tensor mean, Tensor noise, double sigma)
    {
        using IDisposable noGradient = no_grad();
        return AttachedSample(mean, noise, sigma);
    }

    /// <summary>A sample μ + σ·noise [N, 2] that stays in the graph: the fault that the report suspects.</summary>
    internal static Tensor AttachedSample(Tensor mean, Tensor noise, double sigma)
    {
        using Tensor step = noise * sigma;
        return mean + step;
    }
}
