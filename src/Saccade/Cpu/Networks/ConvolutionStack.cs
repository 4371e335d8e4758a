using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>The convolutions of a plan whose names have the same beginning, one above the other, and global pooling if asked for.</summary>
internal sealed class ConvolutionStack
{
    private readonly Convolution[] _layers;
    private readonly GlobalPool? _pool;
    private readonly int _columns;
    // The outputs that another layer or the global pooling reads, and their gradients.
    private readonly ActivationBuffer[] _outputs;
    private readonly ActivationBuffer[] _gradients;

    /// <param name="name">The beginning of the names, up to the number of the layer.</param>
    /// <param name="context">Where weights and buffers are.</param>
    /// <param name="perGlimpse">Whether it runs at every glimpse; false for once in a rollout.</param>
    /// <param name="pooling">What is left of the last output.</param>
    public ConvolutionStack(
        string name, NetworkContext context, bool perGlimpse = true, GlobalPooling pooling = GlobalPooling.None)
    {
        LayerPlan[] plans = [.. context.Weights.Layers.Convolutions(name)];
        Values = plans.Length > 0 ? plans[^1].Convolution!.Pooled(pooling) : 0;
        _layers = [.. plans.Select((plan, index) => new Convolution(plan, channelsLast: index > 0, context, perGlimpse))];
        if (pooling != GlobalPooling.None)
        {
            ConvolutionShape last = plans[^1].Convolution!;
            (_pool, _columns) = (new GlobalPool(pooling, last.Filters), last.OutputColumns);
        }
        _outputs = Between(context.Activations);
        _gradients = Between(context.Gradients);

        ActivationBuffer[] Between(BufferSet buffers) =>
        [
            .. _layers.SkipLast(_pool is null ? 1 : 0)
                .Select(layer => perGlimpse ? buffers.Add(layer.Outputs) : buffers.AddOnce(layer.Outputs)),
        ];
    }

    /// <summary>The number of outputs.</summary>
    public int Values { get; }

    /// <summary>Whether there are layers.</summary>
    public bool HasLayers => _layers.Length > 0;

    /// <summary>The maps of the last layer at a step: what global pooling reads, or the outputs.</summary>
    public Matrix Maps(int step, Matrix outputs) => _pool is null ? outputs : _outputs[^1][step];

    /// <summary>Outputs that gate their gradients: those of a relu. Global pooling gates them itself, and then there are none.</summary>
    public Matrix Gate(Matrix outputs) => _pool is null ? outputs : default;

    /// <summary>Computes the member's rows of a step.</summary>
    public void Forward(int step, Matrix inputs, Matrix outputs, GroupMember member)
    {
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            Matrix to = layer < _outputs.Length ? _outputs[layer][step] : outputs;
            _layers[layer].Forward(step, inputs, to, member);
            inputs = to;
        }
        if (_pool is not null)
        {
            (Matrix maps, Matrix pooled) = (member.OwnRows(inputs), member.OwnRows(outputs));
            for (int row = 0; row < maps.Rows; row++)
            {
                _pool.Forward(maps.Row(row)[.._layers[^1].Outputs], _columns, pooled.Row(row));
            }
        }
    }

    /// <summary>
    /// From the gradients of the outputs at all steps to those of the filters; without global pooling they are already gated by their relu.
    /// </summary>
    /// <param name="steps">The steps whose rows these are.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="gradients">The gradients of the outputs.</param>
    /// <param name="own">The rows that the caller computes.</param>
    /// <param name="saliency">What else reads the maps of the last layer; null for nothing.</param>
    public void Backward(int steps, Matrix inputs, Matrix gradients, IndexRange own, SaliencyMap? saliency = null)
    {
        if (_pool is not null)
        {
            (Matrix maps, Matrix mapGradients) = (_outputs[^1].Steps(0, steps), _gradients[^1].Steps(0, steps));
            for (int row = own.First; row < own.End; row++)
            {
                int outputs = _layers[^1].Outputs;
                _pool.Backward(maps.Row(row)[..outputs], _columns, gradients.Row(row), mapGradients.Row(row)[..outputs]);
            }
            gradients = mapGradients;
        }
        saliency?.AddMapGradients(gradients, own);
        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            Matrix from = layer > 0 ? _outputs[layer - 1].Steps(0, steps) : inputs;
            Matrix fromGradients = layer > 0 ? _gradients[layer - 1].Steps(0, steps) : default;
            _layers[layer].Backward(steps, from, gradients, fromGradients, own);
            gradients = fromGradients;
        }
    }
}
