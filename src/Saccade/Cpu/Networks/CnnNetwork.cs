using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;

namespace Saccade.Cpu.Networks;

/// <summary>
/// The convolutional baseline for images of any size: a stack of convolutions, the maximum or mean of each filter over all places, and the
/// logits. It takes one image at a time, whose activations stay in the cache from the forward to the backward pass.
/// </summary>
internal sealed class CnnNetwork : IClassifierNetwork
{
    private readonly NetworkWeights _weights;
    private readonly ImageConvolution[] _layers;
    private readonly GlobalPool _pool;
    private readonly LinearLayer _scores;
    private readonly AlignedBuffer _gradient;
    private readonly BufferSet _buffers = new();
    private readonly ActivationBuffer _pooled;
    private readonly ActivationBuffer _pooledGradients;
    private readonly ActivationBuffer _logits;
    private float[] _pixels = [];
    private ImageSize _size;

    public CnnNetwork(ModelOptions model, NetworkWeights weights)
    {
        (_weights, _scores) = (weights, weights.Layers["scores"]);
        _layers = [.. weights.Layers.Convolutions().Select((plan, index) => new ImageConvolution(plan, channelsLast: index > 0, weights))];
        _pool = new GlobalPool(model.Classifier.Pooling, model.Classifier.Convolution.Filters[^1]);
        _gradient = new AlignedBuffer(weights.Layers.Length);
        (_pooled, _pooledGradients) = (_buffers.Add(_scores.Inputs), _buffers.Add(_scores.Inputs));
        _logits = _buffers.Add(_scores.Outputs);
        _buffers.Reserve(glimpses: 1, rollouts: 1);
    }

    public Matrix Logits => _logits[0];

    private Span<float> Pixels => _pixels.AsSpan(0, _size.Pixels);

    private Span<float> Pooled => _pooled[0].Row(0)[.._scores.Inputs];

    public void Forward(FrameBuffer images, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(count, 1);
        Convert(images[0], images.SizeOf(0));
        ReadOnlySpan<float> map = Pixels;
        (int height, int width) = (_size.Height, _size.Width);
        foreach (ImageConvolution layer in _layers)
        {
            layer.Forward(map, height, width);
            map = layer.Outputs;
            (height, width) = (layer.Shape.OutputRows, layer.Shape.OutputColumns);
        }
        _pool.Forward(map, width, Pooled);
        _weights.Forward(_scores, _pooled[0], Logits, relu: false);
    }

    public void Backward()
    {
        NetworkWeights.WeightGradient(_scores.Weights, _pooled[0], Logits, _gradient, accumulate: false);
        NetworkWeights.WeightGradient(_scores.Biases, _pooled[0], Logits, _gradient, accumulate: false);
        _weights.InputGradient(_scores, Logits, _pooledGradients[0]);
        _pool.Backward(
            _layers[^1].Outputs, _layers[^1].Shape.OutputColumns, _pooledGradients[0].Row(0)[.._scores.Inputs], _layers[^1].Gradients);
        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            _layers[layer].Backward(
                layer > 0 ? _layers[layer - 1].Outputs : Pixels, layer > 0 ? _layers[layer - 1].Gradients : [], _gradient);
        }
    }

    public void Write(in WeightSlice slice, AlignedBuffer gradient, bool accumulate)
    {
        ReadOnlySpan<float> own = _gradient.Span(slice.Start, slice.Length);
        Span<float> target = gradient.Span(slice.Start, slice.Length);
        if (accumulate)
        {
            TensorPrimitives.Add(target, own, target);
        }
        else
        {
            own.CopyTo(target);
        }
    }

    public void Dispose()
    {
        Array.ForEach(_layers, layer => layer.Dispose());
        _gradient.Dispose();
        _buffers.Dispose();
    }

    /// <summary>The pixels as numbers of 0 to 1.</summary>
    private void Convert(ReadOnlySpan<byte> image, ImageSize size)
    {
        _size = size;
        if (_pixels.Length < image.Length)
        {
            _pixels = new float[image.Length];
        }
        TensorPrimitives.ConvertTruncating(image, Pixels);
        TensorPrimitives.Divide(Pixels, 255, Pixels);
    }
}
