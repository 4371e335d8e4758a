using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;

namespace Saccade.Cpu.Networks;

/// <summary>
/// A baseline classifier, which sees the whole image at once (paper tables 1 and 2): a layer of filters or a fully connected one, a fully
/// connected one or none, each with a relu (an option), and the logits.
/// </summary>
internal sealed class ClassifierNetwork : IClassifierNetwork
{
    private readonly NetworkWeights _weights;
    private readonly LinearLayer _first;
    private readonly LinearLayer? _second;
    private readonly LinearLayer _scores;
    private readonly IImageLayer _image;
    private readonly bool _relu;
    private readonly BufferSet _buffers = new();
    private readonly ActivationBuffer _features;
    private readonly ActivationBuffer _featureGradients;
    // The features where there is no second layer.
    private readonly ActivationBuffer _hidden;
    private readonly ActivationBuffer _hiddenGradients;
    private readonly ActivationBuffer _logits;

    public ClassifierNetwork(ModelOptions model, NetworkWeights weights)
    {
        List<LinearLayer> layers = weights.Layers.All;
        (_weights, _first, _scores) = (weights, layers[0], layers[^1]);
        _second = layers.Count > 2 ? layers[1] : null;
        _relu = model.Classifier.Activation == Activation.Relu;
        _image = _first.Kind == LayerKind.Convolution
            ? new SparseConvolution(model, _first, weights)
            : new SparseLinear(_first, weights, _relu);
        (_features, _featureGradients) = (_buffers.Add(layers[1].Inputs), _buffers.Add(layers[1].Inputs));
        (_hidden, _hiddenGradients) = _second is null
            ? (_features, _featureGradients)
            : (_buffers.Add(_second.Outputs), _buffers.Add(_second.Outputs));
        _logits = _buffers.Add(_scores.Outputs);
    }

    public Matrix Logits => _logits[0];

    public void Forward(FrameBuffer images, int count)
    {
        _buffers.Reserve(glimpses: 1, count);
        _image.Forward(images, _features[0]);
        if (_second is not null)
        {
            _weights.Forward(_second, _features[0], _hidden[0], _relu);
        }
        _weights.Forward(_scores, _hidden[0], Logits, relu: false);
    }

    public void Backward()
    {
        _weights.InputGradient(_scores, Logits, _hiddenGradients[0], gate: Gate(_hidden));
        if (_second is not null)
        {
            _weights.InputGradient(_second, _hiddenGradients[0], _featureGradients[0], gate: Gate(_features));
        }
        _image.Backward(_featureGradients[0]);
    }

    public void Write(in WeightSlice slice, AlignedBuffer gradient, bool accumulate)
    {
        if (slice.Layer == _first)
        {
            _image.Write(slice, gradient, accumulate);
        }
        else if (slice.Layer == _scores)
        {
            NetworkWeights.WeightGradient(slice, _hidden[0], Logits, gradient, accumulate);
        }
        else
        {
            NetworkWeights.WeightGradient(slice, _features[0], _hiddenGradients[0], gradient, accumulate);
        }
    }

    /// <summary>The outputs of a relu, which stop the gradient where they are 0; nothing without one.</summary>
    private Matrix Gate(ActivationBuffer outputs) => _relu ? outputs[0] : default;

    public void Dispose()
    {
        _image.Dispose();
        _buffers.Dispose();
    }
}
