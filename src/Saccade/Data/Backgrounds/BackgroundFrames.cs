using Saccade.Data.Augmented;

namespace Saccade.Data.Backgrounds;

/// <summary>
/// Frames of one picture each, whose class is the label, among background pictures. The frame is divided into cells of the size of the
/// smallest background picture; each shows a random one, of a larger one a random part. Frames are composed when they are read, and only
/// those parts that are read, so that the cost of a glimpse does not depend on the size of the frame. Thread-safe like the sources.
/// </summary>
public sealed class BackgroundFrames : IImageSource
{
    // Cells count from 0.
    private const int PictureKey = -1;

    private readonly IImageSource _pictures;
    private readonly IImageSource _background;
    private readonly TaskOptions _options;
    private readonly AugmentationOptions _changes;
    private readonly RandomKey _key;
    private readonly int _growthEpochs;
    private readonly (int Width, int Height) _cell;
    private readonly (int Width, int Height) _largest;

    /// <summary>Creates the frames; nothing is composed yet.</summary>
    /// <param name="pictures">The pictures that are placed, N of one or more sizes.</param>
    /// <param name="background">The pictures among which they are placed; their labels are ignored.</param>
    /// <param name="options">Size of the frame and placement.</param>
    /// <param name="key">The key of all random choices.</param>
    /// <param name="training">Whether they are training frames, which may grow and whose pictures change at random.</param>
    /// <exception cref="OptionException">There is no background picture, or a picture does not fit the frame.</exception>
    public BackgroundFrames(IImageSource pictures, IImageSource background, TaskOptions options, RandomKey key, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(background);
        ArgumentNullException.ThrowIfNull(options);
        if (background.Count == 0 || background.Size.Channels != pictures.Size.Channels)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: nameof(background), Value: $"{background.Count} of {background.Size.Channels} channels",
                Allowed: $"one or more of {pictures.Size.Channels} channels"));
        }
        (_pictures, _background, _options, _key) = (pictures, background, options, key);
        (_changes, _growthEpochs) = training ? (options.Augmentation, options.GrowthEpochs) : (new(), 0);
        Size = new(pictures.Size.Channels, options.FrameHeight, options.FrameWidth);
        _cell = (Enumerable.Range(0, background.Count).Min(i => background.SizeOf(0, i).Width),
            Enumerable.Range(0, background.Count).Min(i => background.SizeOf(0, i).Height));
        _largest = (pictures.Size.Width, pictures.Size.Height);
        if (_changes.QuarterTurns)
        {
            int smallest = Math.Min(_cell.Width, _cell.Height), largest = Math.Max(_largest.Width, _largest.Height);
            (_cell, _largest) = ((smallest, smallest), (largest, largest));
        }
        RequireFit(nameof(options.FrameWidth), options.FrameWidth, _largest.Width);
        RequireFit(nameof(options.FrameHeight), options.FrameHeight, _largest.Height);
    }

    /// <inheritdoc/>
    public ImageSize Size { get; }

    /// <inheritdoc/>
    public Labels Labels => _pictures.Labels;

    /// <inheritdoc/>
    public bool ReadsParts => true;

    /// <inheritdoc/>
    public ImageSize SizeIn(int epoch)
    {
        if (epoch >= _growthEpochs)
        {
            return Size;
        }
        double side = _options.GrowthStart + (1 - _options.GrowthStart) * epoch / _growthEpochs;
        return new(
            Size.Channels,
            Math.Max(_largest.Height, (int)Math.Round(side * Size.Height)),
            Math.Max(_largest.Width, (int)Math.Round(side * Size.Width)));
    }

    /// <inheritdoc/>
    public void Read(int epoch, int index, Span<byte> pixels)
    {
        ImageSize frame = SizeIn(epoch);
        Compose(epoch, index, PixelBox.Whole(frame), pixels, frame, 0, 0);
    }

    /// <inheritdoc/>
    public void ReadPart(int epoch, int index, PatchBox box, Span<byte> pixels)
    {
        PixelBox square = new(box.Left, box.Top, box.Side, box.Side), inside = square.Intersect(PixelBox.Whole(SizeIn(epoch)));
        if (inside != square)
        {
            pixels.Clear();
        }
        if (!inside.IsEmpty)
        {
            ImageSize size = new(Size.Channels, box.Side, box.Side);
            Compose(epoch, index, inside, pixels, size, inside.Left - box.Left, inside.Top - box.Top);
        }
    }

    /// <summary>Where the picture of a frame lies.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="index">The frame, 0 to N − 1.</param>
    internal PixelBox PlaceOf(int epoch, int index) => Picture(epoch, index).Place;

    /// <summary>Composes a window of a frame at (x, y) of an image [C, H, W].</summary>
    private void Compose(int epoch, int index, PixelBox window, Span<byte> pixels, ImageSize size, int x, int y)
    {
        FramePart picture = Picture(epoch, index);
        ImageSize frame = SizeIn(epoch);
        int columns = (frame.Width + _cell.Width - 1) / _cell.Width;
        for (int row = window.Top / _cell.Height; row * _cell.Height < window.Bottom; row++)
        {
            for (int column = window.Left / _cell.Width; column * _cell.Width < window.Right; column++)
            {
                PixelBox place = new(column * _cell.Width, row * _cell.Height, _cell.Width, _cell.Height);
                PixelBox shown = place.Intersect(window);
                if (picture.Place.Intersect(shown) != shown)
                {
                    Background(epoch, index, row * columns + column, place).Draw(window, pixels, size, x, y);
                }
            }
        }
        picture.Draw(window, pixels, size, x, y);
    }

    /// <summary>The picture of a frame.</summary>
    private FramePart Picture(int epoch, int index)
    {
        RandomStream random = _key.Fork(epoch).Fork(index).Fork(PictureKey).Stream();
        GeometricChange geometry = GeometricChange.Draw(_changes, ref random);
        ColourChange colours = ColourChange.Draw(_changes, ref random);
        (ImageSize frame, ImageSize size) = (SizeIn(epoch), geometry.SizeOf(_pictures.SizeOf(0, index)));
        (int stepX, int stepY) = _options.Placement == PicturePlacement.Cell ? _cell : (1, 1);
        int left = stepX * random.NextInt((frame.Width - size.Width) / stepX + 1);
        int top = stepY * random.NextInt((frame.Height - size.Height) / stepY + 1);
        return new(_pictures, index, geometry, colours, new(left, top, size.Width, size.Height), 0, 0);
    }

    /// <summary>What a cell of a frame shows.</summary>
    private FramePart Background(int epoch, int index, int cell, PixelBox place)
    {
        RandomStream random = _key.Fork(epoch).Fork(index).Fork(cell).Stream();
        int picture = random.NextInt(_background.Count);
        GeometricChange geometry = GeometricChange.Draw(_changes, ref random);
        ColourChange colours = ColourChange.Draw(_changes, ref random);
        ImageSize size = geometry.SizeOf(_background.SizeOf(0, picture));
        return new(
            _background, picture, geometry, colours, place,
            random.NextInt(size.Width - place.Width + 1), random.NextInt(size.Height - place.Height + 1));
    }

    private void RequireFit(string name, int was, int least)
    {
        if (was < least)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: name, Value: was, Allowed: $"{least} to {TaskOptions.MostFrameSide}",
                Detail: _changes.QuarterTurns ? "the largest picture must fit, also turned" : "the largest picture must fit"));
        }
    }
}
