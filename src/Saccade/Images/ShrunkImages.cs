using System.Buffers;

namespace Saccade.Images;

/// <summary>
/// The images of a source, reduced by a whole number: each square of pixels becomes one, their mean. Pixels at the right and at the bottom
/// that fill no square are left out.
/// </summary>
public sealed class ShrunkImages : IImageSource
{
    internal const int MostReduction = 64;

    private readonly IImageSource _source;
    private readonly int _side;

    /// <summary>Wraps a source; its images are reduced when they are read.</summary>
    /// <param name="source">The images.</param>
    /// <param name="side">The side of a square in pixels, 1 to 64.</param>
    /// <exception cref="OptionException">The side is out of range.</exception>
    public ShrunkImages(IImageSource source, int side)
    {
        ArgumentNullException.ThrowIfNull(source);
        (_source, _side) = (source, Require.Between(side, 1, MostReduction, nameof(side)));
    }

    /// <inheritdoc/>
    public ImageSize Size => Shrunk(_source.Size);

    /// <inheritdoc/>
    public Labels Labels => _source.Labels;

    /// <inheritdoc/>
    public Labels LabelsIn(int epoch) => _source.LabelsIn(epoch);

    /// <inheritdoc/>
    public int Count => _source.Count;

    /// <inheritdoc/>
    public ImageSize SizeIn(int epoch) => Shrunk(_source.SizeIn(epoch));

    /// <inheritdoc/>
    public ImageSize SizeOf(int epoch, int index) => Shrunk(_source.SizeOf(epoch, index));

    /// <inheritdoc/>
    public void Read(int epoch, int index, Span<byte> pixels)
    {
        ImageSize full = _source.SizeOf(epoch, index), size = Shrunk(full);
        byte[] rented = ArrayPool<byte>.Shared.Rent(full.Pixels);
        try
        {
            Span<byte> image = rented.AsSpan(0, full.Pixels);
            _source.Read(epoch, index, image);
            for (int channel = 0; channel < size.Channels; channel++)
            {
                for (int y = 0; y < size.Height; y++)
                {
                    Span<byte> row = pixels.Slice((channel * size.Height + y) * size.Width, size.Width);
                    ShrinkRow(image[((channel * full.Height + y * _side) * full.Width)..], full.Width, row);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void ShrinkRow(ReadOnlySpan<byte> rows, int stride, Span<byte> shrunk)
    {
        int area = _side * _side;
        for (int x = 0; x < shrunk.Length; x++)
        {
            int sum = area / 2;
            for (int y = 0; y < _side; y++)
            {
                foreach (byte pixel in rows.Slice(y * stride + x * _side, _side))
                {
                    sum += pixel;
                }
            }
            shrunk[x] = (byte)(sum / area);
        }
    }

    private ImageSize Shrunk(ImageSize size) => new(size.Channels, size.Height / _side, size.Width / _side);
}
