using Saccade.Networks;

namespace Saccade.Engine.Tests;

/// <summary>A linear layer y = W·x + b, whose parameters and gradient are slices of two flat vectors.</summary>
/// <param name="layer">Its place in the plan.</param>
/// <param name="parameters">W [outputs, inputs], then b [outputs].</param>
/// <param name="gradient">∂J/∂W and ∂J/∂b in the same order.</param>
internal sealed class Linear(LayerPlan layer, Memory<double> parameters, Memory<double> gradient)
{
    private readonly int _inputs = layer.Inputs;
    private readonly int _outputs = layer.Outputs;

    /// <summary>y_o = Σ_i W_oi·x_i + b_o.</summary>
    public double[] Forward(ReadOnlySpan<double> x)
    {
        ReadOnlySpan<double> weights = parameters.Span, biases = weights[(_outputs * _inputs)..];
        double[] y = new double[_outputs];
        for (int o = 0; o < _outputs; o++)
        {
            y[o] = biases[o];
            for (int i = 0; i < _inputs; i++)
            {
                y[o] += weights[o * _inputs + i] * x[i];
            }
        }
        return y;
    }

    /// <summary>∂J/∂W_oi += ∂J/∂y_o·x_i and ∂J/∂b_o += ∂J/∂y_o; returns ∂J/∂x_i = Σ_o W_oi·∂J/∂y_o.</summary>
    public double[] Backward(ReadOnlySpan<double> x, ReadOnlySpan<double> dy)
    {
        ReadOnlySpan<double> weights = parameters.Span;
        Span<double> dWeights = gradient.Span, dBiases = dWeights[(_outputs * _inputs)..];
        double[] dx = new double[_inputs];
        for (int o = 0; o < _outputs; o++)
        {
            dBiases[o] += dy[o];
            for (int i = 0; i < _inputs; i++)
            {
                dWeights[o * _inputs + i] += dy[o] * x[i];
                dx[i] += weights[o * _inputs + i] * dy[o];
            }
        }
        return dx;
    }
}
