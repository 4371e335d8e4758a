using System.Runtime.Intrinsics;
using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;

namespace Saccade.Cpu.Networks;

/// <summary>
/// The patches of an image under a filter at all of its positions, one row each: a convolution is their product with the filters. An image
/// is [planes, H, W, depth]: [C, H, W] as pixels come, or [H, W, C] as the product of the convolution before leaves it. A row of a patch is
/// a run of side · depth numbers that lie side by side in the padded image.
/// </summary>
internal sealed unsafe class PatchGrid
{
    private readonly ConvolutionShape _shape;
    private readonly int _planes;
    private readonly int _depth;
    private readonly int _paddedWidth;
    private readonly int _paddedHeight;
    private readonly int _columns;
    private readonly int _run;
    // Where each run starts in the padded image, at the first position.
    private readonly int[] _runs;

    public PatchGrid(ConvolutionShape shape, bool channelsLast)
    {
        _shape = shape;
        (_planes, _depth) = channelsLast ? (1, shape.Channels) : (shape.Channels, 1);
        (_paddedWidth, _paddedHeight) = (shape.Width + 2 * shape.Padding, shape.Height + 2 * shape.Padding);
        (_columns, _run) = (shape.Columns, shape.FilterSide * _depth);
        _runs =
        [
            .. Enumerable.Range(0, _planes).SelectMany(
                _ => Enumerable.Range(0, shape.FilterSide), (plane, y) => (plane * _paddedHeight + y) * _paddedWidth * _depth),
        ];
    }

    /// <summary>Numbers of a patch.</summary>
    public int Columns => _run * _runs.Length;

    private int PaddedLength => _planes * _paddedHeight * _paddedWidth * _depth;

    /// <summary>Copies an image into scratch memory, with its padding.</summary>
    public float* Pad(ReadOnlySpan<float> image)
    {
        float* padded = ScratchMemory.OfThread.Padded.Reserve(PaddedLength);
        new Span<float>(padded, PaddedLength).Clear();
        int width = _shape.Width * _depth;
        for (int row = 0; row < _planes * _shape.Height; row++)
        {
            image.Slice(row * width, width).CopyTo(new Span<float>(padded + PaddedRow(row), width));
        }
        return padded;
    }

    /// <summary>Scratch memory for the gradient of an image with its padding, filled with zeros.</summary>
    public float* PaddedGradient()
    {
        float* padded = ScratchMemory.OfThread.PaddedGradients.Reserve(PaddedLength);
        new Span<float>(padded, PaddedLength).Clear();
        return padded;
    }

    /// <summary>
    /// Copies some columns of the patches from a position on, as many as there are rows; what lies behind a row may be overwritten.
    /// </summary>
    public void Gather(float* padded, int firstPlace, int firstColumn, int columns, Matrix patches)
    {
        (int firstRun, int firstSkipped) = Math.DivRem(firstColumn, _run);
        (int y, int x) = Math.DivRem(firstPlace, _columns);
        for (int row = 0; row < patches.Rows; row++)
        {
            float* at = padded + PlaceStart(y, x);
            float* to = patches.Start + (nint)row * patches.Stride + firstColumn;
            (int run, int skipped) = (firstRun, firstSkipped);
            (y, x) = x + 1 < _columns ? (y, x + 1) : (y + 1, 0);
            for (int left = columns; left > 0; run++, skipped = 0)
            {
                int count = Math.Min(_run - skipped, left);
                float* from = at + _runs[run] + skipped;
                if (count <= Vector128<float>.Count)
                {
                    Vector128.Load(from).Store(to);
                }
                else
                {
                    for (int column = 0; column < count; column += Vector512<float>.Count)
                    {
                        Vector512.Load(from + column).Store(to + column);
                    }
                }
                to += count;
                left -= count;
            }
        }
    }

    /// <summary>Adds the gradients of the patches from a position on, a row each, into that of the padded image.</summary>
    public void Scatter(Matrix patches, int firstPlace, float* padded)
    {
        (int y, int x) = Math.DivRem(firstPlace, _columns);
        for (int row = 0; row < patches.Rows; row++)
        {
            float* at = padded + PlaceStart(y, x);
            float* from = patches.Start + (nint)row * patches.Stride;
            (y, x) = x + 1 < _columns ? (y, x + 1) : (y + 1, 0);
            foreach (int run in _runs)
            {
                Add(from, at + run, _run);
                from += _run;
            }
        }
    }

    /// <summary>The gradient of an image without its padding. The image is the output of a relu: it stops where the image is 0.</summary>
    public void Crop(float* padded, ReadOnlySpan<float> image, Span<float> gradient)
    {
        int width = _shape.Width * _depth;
        for (int row = 0; row < _planes * _shape.Height; row++)
        {
            ReadOnlySpan<float> sums = new(padded + PaddedRow(row), width), gate = image.Slice(row * width, width);
            Span<float> to = gradient.Slice(row * width, width);
            int i = 0;
            for (; i + Vector512<float>.Count <= width; i += Vector512<float>.Count)
            {
                Vector512<float> isOpen = Vector512.GreaterThan(Vector512.Create(gate[i..]), Vector512<float>.Zero);
                (Vector512.Create(sums[i..]) & isOpen).CopyTo(to[i..]);
            }
            for (; i < width; i++)
            {
                to[i] = gate[i] > 0 ? sums[i] : 0;
            }
        }
    }

    private static void Add(float* from, float* to, int count)
    {
        int column = 0;
        for (; column + Vector512<float>.Count <= count; column += Vector512<float>.Count)
        {
            (Vector512.Load(to + column) + Vector512.Load(from + column)).Store(to + column);
        }
        for (; column < count; column++)
        {
            to[column] += from[column];
        }
    }

    /// <summary>Where a row of the image starts in the padded image.</summary>
    private int PaddedRow(int row)
    {
        (int plane, int y) = Math.DivRem(row, _shape.Height);
        return ((plane * _paddedHeight + y + _shape.Padding) * _paddedWidth + _shape.Padding) * _depth;
    }

    /// <summary>Where the patch of a position starts in the padded image.</summary>
    private int PlaceStart(int y, int x) => (y * _paddedWidth + x) * _shape.Stride * _depth;
}
