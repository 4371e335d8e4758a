namespace Saccade.Engine.Tests;

/// <summary>The core (paper §4): h_t = Rect(W_g·g_t + b_g + W_h·h_{t−1} + b_h).</summary>
internal sealed class CoreNetwork(Parameters parameters)
{
    private readonly Linear _input = parameters.Layer("core.input");
    private readonly Linear _recurrent = parameters.Layer("core.recurrent");

    /// <summary>h_t from g_t and h_{t−1}.</summary>
    public double[] Forward(double[] features, double[] previous) =>
        Relu.Forward([.. _input.Forward(features).Zip(_recurrent.Forward(previous), (a, b) => a + b)]);

    /// <summary>From ∂J/∂h_t to ∂J/∂g_t and the part of ∂J/∂h_{t−1} that comes through h_t.</summary>
    public (double[] Features, double[] Previous) Backward(double[] features, double[] previous, double[] state, double[] dState)
    {
        double[] dSum = Relu.Backward(state, dState);
        return (_input.Backward(features, dSum), _recurrent.Backward(previous, dSum));
    }
}
