using System.Buffers;

namespace Saccade.Data.Augmented;

/// <summary>
/// The images of a source, each with random changes that depend only on a key, the epoch and the image. They are made while an image is
/// read. Thread-safe like the source.
/// </summary>
public sealed class AugmentedImages : IImageSource
{
    private readonly IImageSource _source;
    private readonly AugmentationOptions _options;
    private readonly RandomKey _key;

    /// <summary>Wraps a source of training images.</summary>
    /// <param name="source">The images.</param>
    /// <param name="options">How far they may change.</param>
    /// <param name="key">The key of the changes.</param>
    /// <exception cref="OptionException">Colours are to change in images that do not have three channels.</exception>
    public AugmentedImages(IImageSource source, AugmentationOptions options, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (options.ChangesColours && source.Size.Channels != 3)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: options.Hue > 0 ? nameof(options.Hue) : nameof(options.Saturation),
                Value: options.Hue > 0 ? options.Hue : options.Saturation, Allowed: "0",
                Detail: $"images of {source.Size.Channels} channels have no colours"));
        }
        (_source, _options, _key) = (source, options, key);
    }

    /// <inheritdoc/>
    public ImageSize Size => Largest(_source.Size);

    /// <inheritdoc/>
    public Labels Labels => _source.Labels;

    /// <inheritdoc/>
    public Labels LabelsIn(int epoch) => _source.LabelsIn(epoch);

    /// <inheritdoc/>
    public int Count => _source.Count;

    /// <inheritdoc/>
    public ImageSize SizeIn(int epoch) => Largest(_source.SizeIn(epoch));

    /// <inheritdoc/>
    public ImageSize SizeOf(int epoch, int index) => Draw(epoch, index, out _).SizeOf(_source.SizeOf(epoch, index));

    /// <inheritdoc/>
    public void Read(int epoch, int index, Span<byte> pixels)
    {
        ImageSize size = _source.SizeOf(epoch, index);
        byte[] rented = ArrayPool<byte>.Shared.Rent(size.Pixels);
        try
        {
            Span<byte> image = rented.AsSpan(0, size.Pixels);
            _source.Read(epoch, index, image);
            Draw(epoch, index, out ColourChange colours).Apply(image, size, pixels);
            colours.Apply(pixels, size.Channels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private GeometricChange Draw(int epoch, int index, out ColourChange colours)
    {
        RandomStream random = _key.Fork(epoch).Fork(index).Stream();
        GeometricChange geometry = GeometricChange.Draw(_options, ref random);
        colours = ColourChange.Draw(_options, ref random);
        return geometry;
    }

    /// <summary>The largest height and width, which quarter turns exchange.</summary>
    private ImageSize Largest(ImageSize size)
    {
        int side = Math.Max(size.Height, size.Width);
        return _options.QuarterTurns ? new(size.Channels, side, side) : size;
    }
}
