using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>The convolutions of a plan whose names have the same beginning, one above the other.</summary>
internal sealed class ConvolutionStack
{
    private readonly Convolution[] _layers;
    // The outputs of all layers but the last, and their gradients.
    private readonly ActivationBuffer[] _outputs;
    private readonly ActivationBuffer[] _gradients;

    /// <param name="name">The beginning of the names, up to the number of the layer.</param>
    /// <param name="context">Where weights and buffers are.</param>
    /// <param name="perGlimpse">Whether it runs at every glimpse; false for once in a rollout.</param>
    public ConvolutionStack(string name, NetworkContext context, bool perGlimpse = true)
    {
        LayerPlan[] plans = [.. context.Weights.Layers.Convolutions.Where(plan => plan.Name.StartsWith(name, StringComparison.Ordinal))];
        _layers = [.. plans.Select((plan, index) => new Convolution(plan, channelsLast: index > 0, context, perGlimpse))];
        _outputs = Between(context.Activations);
        _gradients = Between(context.Gradients);

        ActivationBuffer[] Between(BufferSet buffers) =>
            [.. _layers.SkipLast(1).Select(layer => perGlimpse ? buffers.Add(layer.Outputs) : buffers.AddOnce(layer.Outputs))];
    }

    /// <summary>Whether there are layers.</summary>
    public bool HasLayers => _layers.Length > 0;

    /// <summary>Computes the member's rows of a step.</summary>
    public void Forward(int step, Matrix inputs, Matrix outputs, GroupMember member)
    {
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            Matrix to = layer < _outputs.Length ? _outputs[layer][step] : outputs;
            _layers[layer].Forward(step, inputs, to, member);
            inputs = to;
        }
    }

    /// <summary>From the gradients of the outputs at all steps, already gated by their relu, to those of the filters.</summary>
    /// <param name="steps">The steps whose rows these are.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="gradients">The gradients of the outputs.</param>
    /// <param name="own">The rows that the caller computes.</param>
    public void Backward(int steps, Matrix inputs, Matrix gradients, IndexRange own)
    {
        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            Matrix from = layer > 0 ? _outputs[layer - 1].Steps(0, steps) : inputs;
            Matrix fromGradients = layer > 0 ? _gradients[layer - 1].Steps(0, steps) : default;
            _layers[layer].Backward(steps, from, gradients, fromGradients, own);
            gradients = fromGradients;
        }
    }
}
