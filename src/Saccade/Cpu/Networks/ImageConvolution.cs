using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;

namespace Saccade.Cpu.Networks;

/// <summary>
/// A convolution of one whole image of any size, with a relu and max pooling behind it: products of patches with filters, some rows at a
/// time, so that the patches stay in the cache. Outputs are [rows, columns, filters].
/// </summary>
internal sealed unsafe class ImageConvolution : IDisposable
{
    // The gradient of the filters is a product over the patches; of this many it is one sum in registers.
    private const int PatchesAtOnce = MatrixKernel.DepthBlockAcross;

    // More than the columns, so that the rows of a column do not all fall into the same few cache sets.
    private const int Skew = 16;

    private readonly NetworkWeights _weights;
    private readonly LinearLayer _layer;
    private readonly bool _channelsLast;
    private readonly ScratchMemory _outputs = new();
    private readonly ScratchMemory _winners = new();
    private readonly ScratchMemory _gradients = new();
    private ConvolutionShape _shape;
    private PatchGrid _grid;
    private MaxPooling _pooling;
    private float* _outputStart;
    private float* _winnerStart;
    private float* _gradientStart;

    public ImageConvolution(LayerPlan plan, bool channelsLast, NetworkWeights weights)
    {
        (_weights, _layer, _channelsLast, _shape) = (weights, weights.Layers[plan.Name], channelsLast, plan.Convolution!);
        (_grid, _pooling) = (new PatchGrid(_shape, _channelsLast), new MaxPooling(_shape));
    }

    /// <summary>The shape on the last image.</summary>
    public ConvolutionShape Shape => _shape;

    /// <summary>The output of the last image.</summary>
    public Span<float> Outputs => new(_outputStart, _shape.Outputs);

    /// <summary>Its gradient, gated by the relu, which the layer above writes.</summary>
    public Span<float> Gradients => new(_gradientStart, _shape.Outputs);

    // Those of a first layer are short, and no gradient is written over them.
    private int PatchStride => _layer.IsFirst
        ? (_grid.Columns + Skew - 1) / Skew * Skew
        : MatrixKernel.Padded(_grid.Columns) + Skew;

    private int RowsAtOnce => Math.Max(1, PatchesAtOnce / (_shape.Pool * _shape.Columns));

    /// <summary>Computes the output of an image.</summary>
    public void Forward(ReadOnlySpan<float> image, int height, int width)
    {
        Resize(height, width);
        float* padded = _grid.Pad(image);
        for (int row = 0; row < _shape.OutputRows; row += RowsAtOnce)
        {
            int rows = Math.Min(RowsAtOnce, _shape.OutputRows - row);
            Matrix patches = Gather(padded, row, rows), products = Products(patches.Rows);
            _weights.Forward(_layer, patches, products, relu: true);
            nint output = (nint)row * _shape.OutputColumns * _shape.Filters;
            _pooling.Forward(products, rows, _outputStart + output, _winnerStart + output);
        }
    }

    /// <summary>From <see cref="Gradients"/> to those of the filters and, except in a first layer, of the image.</summary>
    /// <param name="image">The image of the last forward pass.</param>
    /// <param name="imageGradient">Receives its gradient, gated by its relu.</param>
    /// <param name="weightGradient">Receives the gradient of the filters.</param>
    public void Backward(ReadOnlySpan<float> image, Span<float> imageGradient, AlignedBuffer weightGradient)
    {
        float* padded = _grid.Pad(image), paddedGradient = _layer.IsFirst ? null : _grid.PaddedGradient();
        for (int row = 0; row < _shape.OutputRows; row += RowsAtOnce)
        {
            int rows = Math.Min(RowsAtOnce, _shape.OutputRows - row);
            Matrix patches = Gather(padded, row, rows), changes = Products(patches.Rows);
            nint output = (nint)row * _shape.OutputColumns * _shape.Filters;
            _pooling.Backward(_gradientStart + output, _winnerStart + output, changes, rows);
            NetworkWeights.WeightGradient(_layer.Weights, patches, changes, weightGradient, row > 0);
            NetworkWeights.WeightGradient(_layer.Biases, patches, changes, weightGradient, row > 0);
            if (!_layer.IsFirst)
            {
                _weights.InputGradient(_layer, changes, patches);
                _grid.Scatter(patches, FirstPlace(row), paddedGradient);
            }
        }
        if (!_layer.IsFirst)
        {
            _grid.Crop(paddedGradient, image, imageGradient);
        }
    }

    public void Dispose()
    {
        _outputs.Dispose();
        _winners.Dispose();
        _gradients.Dispose();
    }

    private int FirstPlace(int row) => row * _shape.Pool * _shape.Columns;

    private void Resize(int height, int width)
    {
        if ((height, width) != (_shape.Height, _shape.Width))
        {
            _shape = _shape with { Height = height, Width = width };
            (_grid, _pooling) = (new PatchGrid(_shape, _channelsLast), new MaxPooling(_shape));
        }
        _outputStart = _outputs.Reserve(_shape.Outputs);
        _winnerStart = _winners.Reserve(_shape.Outputs);
        _gradientStart = _gradients.Reserve(_shape.Outputs);
    }

    /// <summary>The patches of some rows of the output.</summary>
    private Matrix Gather(float* padded, int row, int rows)
    {
        Matrix patches = ScratchMemory.OfThread.Patches.Reserve(FirstPlace(rows), _grid.Columns, PatchStride);
        _grid.Gather(padded, FirstPlace(row), 0, _grid.Columns, patches);
        return patches;
    }

    private Matrix Products(int places) =>
        ScratchMemory.OfThread.Products.Reserve(places, _layer.PaddedOutputs, _layer.PaddedOutputs);
}
