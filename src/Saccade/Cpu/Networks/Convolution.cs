using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>
/// A convolution with a relu and max pooling behind it, as products of patches with filters. Patches are made anew in the backward pass:
/// they take many times the memory of the image, and their product takes many times as long as making them. Outputs are [places, filters].
/// </summary>
internal sealed unsafe class Convolution : IGradient
{
    // The gradient of the filters is a product over the patches; of this many it is one sum in registers.
    private const int PatchesAtOnce = MatrixKernel.DepthBlockAcross;

    // More than the columns, so that the rows of a column do not all fall into the same few cache sets.
    private const int Skew = 16;

    private readonly NetworkWeights _weights;
    private readonly LinearLayer _layer;
    private readonly ConvolutionShape _shape;
    private readonly PatchGrid _grid;
    private readonly MaxPooling _pooling;
    // Where the maxima of pooling were; none without pooling.
    private readonly ActivationBuffer? _winners;
    private Matrix _inputs;
    private Matrix _outputGradients;
    private Matrix _pooled;

    public Convolution(LayerPlan plan, bool channelsLast, NetworkContext context, bool perGlimpse)
    {
        (_weights, _layer, _shape) = (context.Weights, context.Layer(plan.Name), plan.Convolution!);
        (_grid, _pooling) = (new PatchGrid(_shape, channelsLast), new MaxPooling(_shape));
        if (_shape.Pool > 1)
        {
            _winners = perGlimpse ? context.Activations.Add(Outputs) : context.Activations.AddOnce(Outputs);
        }
        context.WeightGradients.Record(_layer, this);
    }

    /// <summary>Values of an image's output.</summary>
    public int Outputs => _shape.Outputs;

    private int ImagesAtOnce => Math.Max(1, PatchesAtOnce / _shape.Places);

    private int PatchStride => MatrixKernel.Padded(_grid.Columns) + Skew;

    /// <summary>Computes the member's rows of a step.</summary>
    public void Forward(int step, Matrix inputs, Matrix outputs, GroupMember member)
    {
        (inputs, outputs) = (member.OwnRows(inputs), member.OwnRows(outputs));
        Matrix winners = _winners is null ? default : member.OwnRows(_winners[step]);
        for (int first = 0; first < inputs.Rows; first += ImagesAtOnce)
        {
            int count = Math.Min(ImagesAtOnce, inputs.Rows - first);
            Matrix patches = Gather(inputs, first, count, 0, _grid.Columns), products = Products(count, _shape.Filters);
            _weights.Forward(_layer, patches, products, relu: true);
            for (int i = 0; i < count; i++)
            {
                _pooling.Forward(
                    products.TakeRows(i * _shape.Places, _shape.Places), _shape.OutputRows,
                    outputs.TakeRows(first + i, 1).Start, winners.TakeRows(first + i, 1).Start);
            }
        }
    }

    /// <summary>
    /// From the gradients of the outputs, already gated by the relu, to those of the inputs, gated by theirs; none for a first layer.
    /// </summary>
    /// <param name="steps">The steps whose rows these are.</param>
    /// <param name="inputs">The inputs at all steps.</param>
    /// <param name="outputGradients">The gradients of the outputs.</param>
    /// <param name="inputGradients">Receives the gradients of the inputs.</param>
    /// <param name="own">The rows that the caller computes.</param>
    public void Backward(int steps, Matrix inputs, Matrix outputGradients, Matrix inputGradients, IndexRange own)
    {
        (_inputs, _outputGradients, _pooled) = (inputs, outputGradients, _winners?.Steps(0, steps) ?? default);
        for (int first = own.First; first < own.End && !_layer.IsFirst; first += ImagesAtOnce)
        {
            int count = Math.Min(ImagesAtOnce, own.End - first);
            Matrix patches = Patches(count);
            _weights.InputGradient(_layer, Changes(first, count), patches);
            for (int i = 0; i < count; i++)
            {
                float* padded = _grid.PaddedGradient();
                _grid.Scatter(patches.TakeRows(i * _shape.Places, _shape.Places), firstPlace: 0, padded);
                _grid.Crop(padded, inputs.Row(first + i), inputGradients.Row(first + i));
            }
        }
    }

    public void Write(in WeightSlice slice, AlignedBuffer gradient, bool accumulate)
    {
        for (int first = 0; first < _inputs.Rows; first += ImagesAtOnce)
        {
            int count = Math.Min(ImagesAtOnce, _inputs.Rows - first);
            Matrix patches = Gather(_inputs, first, count, slice.FirstInput, slice.Inputs);
            NetworkWeights.WeightGradient(slice, patches, Changes(first, count), gradient, accumulate || first > 0);
        }
    }

    private Matrix Patches(int images) =>
        ScratchMemory.OfThread.Patches.Reserve(images * _shape.Places, _grid.Columns, PatchStride);

    private Matrix Products(int images, int columns) =>
        ScratchMemory.OfThread.Products.Reserve(images * _shape.Places, columns, _layer.PaddedOutputs);

    /// <summary>Some columns of the patches of some images.</summary>
    private Matrix Gather(Matrix images, int first, int count, int firstColumn, int columns)
    {
        Matrix patches = Patches(count);
        for (int i = 0; i < count && columns > 0; i++)
        {
            Matrix ofImage = patches.TakeRows(i * _shape.Places, _shape.Places);
            _grid.Gather(_grid.Pad(images.Row(first + i)), firstPlace: 0, firstColumn, columns, ofImage);
        }
        return patches;
    }

    /// <summary>The gradients of the products of some images, with the filters padded to whole panels.</summary>
    private Matrix Changes(int first, int count)
    {
        Matrix products = Products(count, _layer.PaddedOutputs);
        for (int i = 0; i < count; i++)
        {
            _pooling.Backward(
                _outputGradients.TakeRows(first + i, 1).Start, _pooled.TakeRows(first + i, 1).Start,
                products.TakeRows(i * _shape.Places, _shape.Places), _shape.OutputRows);
        }
        return products;
    }
}
