using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;

namespace Saccade.Cpu.Layers;

/// <summary>
/// The factors of the weight gradients, which a backward pass records. The gradient of a layer is one product over all glimpses and
/// rollouts, dW = dyᵀ·x, and comes last. All members of a group record the same factors.
/// </summary>
internal sealed class WeightGradients(NetworkLayers layers) : IGradient
{
    private readonly (Matrix Inputs, Matrix OutputGradients)[] _factors = new (Matrix, Matrix)[layers.All.Count];
    private readonly IGradient?[] _computed = new IGradient?[layers.All.Count];

    /// <summary>Records inputs x and output gradients dy of a layer; of batch normalisation the gradients of scale and shift.</summary>
    public void Record(LinearLayer layer, Matrix x, Matrix dy) => _factors[layer.Index] = (x, dy);

    /// <summary>Records, once, what computes the gradient of a layer that is no single product.</summary>
    public void Record(LinearLayer layer, IGradient gradient) => _computed[layer.Index] = gradient;

    public void Write(in WeightSlice slice, AlignedBuffer gradient, bool accumulate)
    {
        if (_computed[slice.Layer.Index] is IGradient computed)
        {
            computed.Write(slice, gradient, accumulate);
            return;
        }
        (Matrix x, Matrix dy) = _factors[slice.Layer.Index];
        if (slice.Layer.Kind == LayerKind.BatchNorm && !slice.IsBiases)
        {
            WriteScale(slice, x, gradient, accumulate);
        }
        else
        {
            NetworkWeights.WeightGradient(slice, x, dy, gradient, accumulate);
        }
    }

    private static void WriteScale(in WeightSlice slice, Matrix scale, AlignedBuffer gradient, bool accumulate)
    {
        ReadOnlySpan<float> own = scale.Row(0).Slice(slice.Panel * MatrixKernel.PanelWidth, slice.Length);
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
}
