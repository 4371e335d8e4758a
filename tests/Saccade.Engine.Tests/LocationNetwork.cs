namespace Saccade.Engine.Tests;

/// <summary>The location network (paper §3.1): the policy's mean μ = tanh(W·h + b), from the state h before the glimpse.</summary>
internal sealed class LocationNetwork(Parameters parameters)
{
    private readonly Linear _mean = parameters.Layer("location.mean");

    /// <summary>μ [2] from h.</summary>
    public double[] Forward(double[] state) => Array.ConvertAll(_mean.Forward(state), Math.Tanh);

    /// <summary>From ∂J/∂μ to ∂J/∂h: tanh′ = 1 − μ².</summary>
    public double[] Backward(double[] state, double[] mean, double[] dMean) =>
        _mean.Backward(state, [.. mean.Zip(dMean, (value, gradient) => gradient * (1 - value * value))]);
}
