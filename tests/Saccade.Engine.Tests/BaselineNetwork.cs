namespace Saccade.Engine.Tests;

/// <summary>The baseline network (paper §3.2): the value estimate b = W·h + b₀, the reward expected from a state.</summary>
internal sealed class BaselineNetwork(Parameters parameters)
{
    private readonly Linear _value = parameters.Layer("baseline.value");

    /// <summary>b from h.</summary>
    public double Forward(double[] state) => _value.Forward(state)[0];

    /// <summary>From ∂J/∂b to ∂J/∂h.</summary>
    public double[] Backward(double[] state, double dValue) => _value.Backward(state, [dValue]);
}
