using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;

namespace Saccade.Cpu.Networks;

/// <summary>
/// A convolution that skips black patches: one product of all other patches with all filters. The first patch is black and stands for
/// every black one: their outputs are the same, and their gradients are added.
/// </summary>
internal sealed class SparseConvolution : IImageLayer
{
    private const int Black = 0;

    private readonly LinearLayer _layer;
    private readonly NetworkWeights _weights;
    private readonly ClassifierOptions _options;
    private readonly bool _relu;
    private readonly int[] _places;
    private readonly int[] _rows;
    private readonly byte[] _band;
    private readonly float[] _shades;
    private readonly BufferSet _buffers = new();
    private readonly ActivationBuffer _patches;
    private readonly ActivationBuffer _filtered;
    private int[] _patchAt = [];
    private int _capacity;

    public SparseConvolution(ModelOptions model, LinearLayer layer, NetworkWeights weights)
    {
        (_layer, _weights, _options) = (layer, weights, model.Classifier);
        _relu = _options.Activation == Activation.Relu;
        (_places, _rows) = (PlaceStarts(_options), RowStarts(_options, model.Channels));
        _band = new byte[_options.FrameWidth];
        _shades = new float[_options.ImageSize(model.Channels).Pixels];
        (_patches, _filtered) = (_buffers.Add(layer.Inputs), _buffers.Add(layer.Outputs));
    }

    public void Forward(FrameBuffer images, Matrix features)
    {
        Reserve(FindPatches(images, features.Rows));
        CopyPatches(images, features.Rows);
        Matrix filtered = _filtered[0];
        _weights.Forward(_layer, _patches[0], filtered, _relu);
        for (int image = 0; image < features.Rows; image++)
        {
            Span<float> row = features.Row(image);
            ReadOnlySpan<int> patchAt = _patchAt.AsSpan(image * _places.Length, _places.Length);
            for (int place = 0; place < patchAt.Length; place++)
            {
                filtered.Row(patchAt[place])[.._layer.Outputs].CopyTo(row[(place * _layer.Outputs)..]);
            }
        }
    }

    public void Backward(Matrix gradients)
    {
        Matrix filtered = _filtered[0];
        filtered.Clear();
        for (int image = 0; image < gradients.Rows; image++)
        {
            ReadOnlySpan<float> row = gradients.Row(image);
            ReadOnlySpan<int> patchAt = _patchAt.AsSpan(image * _places.Length, _places.Length);
            for (int place = 0; place < patchAt.Length; place++)
            {
                Span<float> sum = filtered.Row(patchAt[place])[.._layer.Outputs];
                TensorPrimitives.Add(sum, row.Slice(place * _layer.Outputs, _layer.Outputs), sum);
            }
        }
    }

    public void Write(in WeightSlice slice, AlignedBuffer gradient, bool accumulate) =>
        NetworkWeights.WeightGradient(slice, _patches[0], _filtered[0], gradient, accumulate);

    public void Dispose() => _buffers.Dispose();

    /// <summary>Where each place of a filter starts in an image.</summary>
    private static int[] PlaceStarts(ClassifierOptions net) =>
    [
        .. Enumerable.Range(0, net.Places(net.FrameHeight)).SelectMany(
            down => Enumerable.Range(0, net.Places(net.FrameWidth)), (down, across) => (down * net.FrameWidth + across) * net.Stride),
    ];

    /// <summary>Where each row of a patch starts, relative to its place, channel by channel.</summary>
    private static int[] RowStarts(ClassifierOptions net, int channels) =>
    [
        .. Enumerable.Range(0, channels).SelectMany(
            _ => Enumerable.Range(0, net.FilterSide), (channel, y) => (channel * net.FrameHeight + y) * net.FrameWidth),
    ];

    /// <summary>Finds which patch is at each place of each image; returns their number, the black one included.</summary>
    private int FindPatches(FrameBuffer frames, int images)
    {
        if (_patchAt.Length < images * _places.Length)
        {
            _patchAt = new int[images * _places.Length];
        }
        int count = Black + 1;
        int across = _options.Places(_options.FrameWidth);
        for (int image = 0; image < images; image++)
        {
            ReadOnlySpan<byte> pixels = frames[image];
            Span<int> patchAt = _patchAt.AsSpan(image * _places.Length, _places.Length);
            for (int row = 0; row < patchAt.Length; row += across)
            {
                CombineRows(pixels[_places[row]..]);
                for (int column = 0; column < across; column++)
                {
                    Span<byte> columns = _band.AsSpan(column * _options.Stride, _options.FilterSide);
                    patchAt[row + column] = columns.ContainsAnyExcept((byte)0) ? count++ : Black;
                }
            }
        }
        return count;
    }

    /// <summary>Combines all rows of the patches that start in one row: a column is black if it is black in all of them.</summary>
    private void CombineRows(ReadOnlySpan<byte> pixels)
    {
        _band.AsSpan().Clear();
        foreach (int row in _rows)
        {
            TensorPrimitives.BitwiseOr(_band, pixels.Slice(row, _band.Length), _band);
        }
    }

    private void CopyPatches(FrameBuffer frames, int images)
    {
        Span<float> shades = _shades;
        int side = _options.FilterSide;
        for (int image = 0; image < images; image++)
        {
            TensorPrimitives.ConvertTruncating(frames[image], shades);
            TensorPrimitives.Divide(shades, 255, shades);
            for (int place = 0; place < _places.Length; place++)
            {
                if (_patchAt[image * _places.Length + place] is > Black and int at)
                {
                    Span<float> patch = _patches[0].Row(at);
                    for (int row = 0; row < _rows.Length; row++)
                    {
                        shades.Slice(_places[place] + _rows[row], side).CopyTo(patch[(row * side)..]);
                    }
                }
            }
        }
    }

    private void Reserve(int count)
    {
        if (count > _capacity)
        {
            _capacity = Math.Max(count, 2 * _capacity);
            _buffers.Reserve(glimpses: 1, _capacity);
        }
        _buffers.Reserve(glimpses: 1, count);
    }
}
