using System.Numerics.Tensors;
using Saccade.Data;
using Saccade.Model;

namespace Saccade.Fast;

/// <summary>
/// A layer of filters, as one product of all lit patches with all filters. The first patch is black and stands for every
/// black one: they all get the same from the filters, and their gradients add up.
/// </summary>
internal sealed class LitPatches(ModelOptions model, LinearLayer layer, NetworkWeights weights) : IImageLayer
{
    private const int Black = 0;

    private readonly int _side = model.Comparison.FilterSide;
    private readonly int _filters = model.Comparison.Filters;
    private readonly int _stride = model.Comparison.Stride;
    private readonly int[] _places = PlaceStarts(model.Comparison);
    private readonly int[] _rows = RowStarts(model.Comparison, model.Channels);
    private readonly byte[] _band = new byte[model.Comparison.FrameWidth];
    private readonly float[] _shades = new float[model.Comparison.ImageSize(model.Channels).Pixels];
    private int[] _patchAt = [];
    private Track? _patches;
    private Track? _filtered;

    public void Forward(Batch batch, int first, Matrix features)
    {
        MakeRoom(Find(batch, first, features.Rows));
        Cut(batch, first, features.Rows);
        Matrix filtered = _filtered![0];
        weights.Forward(layer, _patches![0], filtered, relu: true);
        for (int image = 0; image < features.Rows; image++)
        {
            Span<float> row = features.Row(image);
            ReadOnlySpan<int> patchAt = _patchAt.AsSpan(image * _places.Length, _places.Length);
            for (int place = 0; place < patchAt.Length; place++)
            {
                filtered.Row(patchAt[place])[.._filters].CopyTo(row[(place * _filters)..]);
            }
        }
    }

    public void Backward(Matrix changes)
    {
        Matrix filtered = _filtered![0];
        filtered.Clear();
        for (int image = 0; image < changes.Rows; image++)
        {
            ReadOnlySpan<float> row = changes.Row(image);
            ReadOnlySpan<int> patchAt = _patchAt.AsSpan(image * _places.Length, _places.Length);
            for (int place = 0; place < patchAt.Length; place++)
            {
                Span<float> change = filtered.Row(patchAt[place])[.._filters];
                TensorPrimitives.Add(change, row.Slice(place * _filters, _filters), change);
            }
        }
    }

    public void Put(in WeightRun run, AlignedBuffer gradient, bool accumulate) =>
        NetworkWeights.WeightGradient(run, _patches![0], _filtered![0], gradient, accumulate);

    public void Dispose()
    {
        _patches?.Dispose();
        _filtered?.Dispose();
    }

    /// <summary>Where in an image each place of a filter begins.</summary>
    private static int[] PlaceStarts(ComparisonOptions net) =>
    [
        .. Enumerable.Range(0, net.Places(net.FrameHeight)).SelectMany(
            down => Enumerable.Range(0, net.Places(net.FrameWidth)), (down, across) => (down * net.FrameWidth + across) * net.Stride),
    ];

    /// <summary>Where each row of a patch begins, counted from its place, of one channel after the other.</summary>
    private static int[] RowStarts(ComparisonOptions net, int channels) =>
    [
        .. Enumerable.Range(0, channels).SelectMany(
            _ => Enumerable.Range(0, net.FilterSide), (channel, y) => (channel * net.FrameHeight + y) * net.FrameWidth),
    ];

    /// <summary>Finds which patch is at each place of each image.</summary>
    /// <returns>The number of patches, the black one included.</returns>
    private int Find(Batch batch, int first, int images)
    {
        if (_patchAt.Length < images * _places.Length)
        {
            _patchAt = new int[images * _places.Length];
        }
        int count = Black + 1;
        int across = model.Comparison.Places(model.Comparison.FrameWidth);
        for (int image = 0; image < images; image++)
        {
            ReadOnlySpan<byte> pixels = batch.Image(first + image);
            Span<int> patchAt = _patchAt.AsSpan(image * _places.Length, _places.Length);
            for (int row = 0; row < patchAt.Length; row += across)
            {
                LayOver(pixels[_places[row]..]);
                for (int column = 0; column < across; column++)
                {
                    patchAt[row + column] = _band.AsSpan(column * _stride, _side).ContainsAnyExcept((byte)0) ? count++ : Black;
                }
            }
        }
        return count;
    }

    /// <summary>Lays all rows of the patches that begin in one row over each other: what is lit in any of them is lit in the band.</summary>
    private void LayOver(ReadOnlySpan<byte> pixels)
    {
        _band.AsSpan().Clear();
        foreach (int row in _rows)
        {
            TensorPrimitives.BitwiseOr(_band, pixels.Slice(row, _band.Length), _band);
        }
    }

    private void Cut(Batch batch, int first, int images)
    {
        Span<float> shades = _shades;
        for (int image = 0; image < images; image++)
        {
            TensorPrimitives.ConvertTruncating(batch.Image(first + image), shades);
            TensorPrimitives.Divide(shades, 255, shades);
            for (int place = 0; place < _places.Length; place++)
            {
                if (_patchAt[image * _places.Length + place] is > Black and int at)
                {
                    Span<float> patch = _patches![0].Row(at);
                    for (int row = 0; row < _rows.Length; row++)
                    {
                        shades.Slice(_places[place] + _rows[row], _side).CopyTo(patch[(row * _side)..]);
                    }
                }
            }
        }
    }

    private void MakeRoom(int count)
    {
        if (_patches is null || count > _patches.Capacity)
        {
            int capacity = Math.Max(count, 2 * (_patches?.Capacity ?? 0));
            Dispose();
            _patches = new Track(1, capacity, layer.Inputs);
            _filtered = new Track(1, capacity, layer.Outputs);
        }
        (_patches.Rollouts, _filtered!.Rollouts) = (count, count);
    }
}
