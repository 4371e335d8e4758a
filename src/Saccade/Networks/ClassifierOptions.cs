namespace Saccade.Networks;

/// <summary>The sizes of the baseline classifiers, which see whole images (paper §4.1, tables 1 and 2).</summary>
public sealed record ClassifierOptions
{
    private const long MostWeights = 1 << 28;

    /// <summary>Units of each fully connected hidden layer; 0 for a convolutional classifier without one.</summary>
    public int Units { get; init => field = Require.Between(value, 0, 4096); } = 256;

    /// <summary>The activation behind each layer but the last; the notebooks of the report have none.</summary>
    public Activation Activation { get; init => field = Require.Defined(value); } = Activation.Relu;

    /// <summary>F, filters of the convolutional layer.</summary>
    public int Filters { get; init => field = Require.Between(value, 1, 1024); } = 8;

    /// <summary>Side of a filter in pixels, at most the shorter side of the image.</summary>
    public int FilterSide { get; init => field = Require.Between(value, 1, 256); } = 10;

    /// <summary>Pixels from one position of a filter to the next.</summary>
    public int Stride { get; init => field = Require.Between(value, 1, 256); } = 5;

    /// <summary>The convolutions of <see cref="ModelKind.Cnn"/>.</summary>
    public ConvolutionOptions Convolution { get; init; } = new() { Filters = [16, 32, 64, 64], Pools = [2] };

    /// <summary>What <see cref="ModelKind.Cnn"/> takes of each filter over the whole image.</summary>
    public GlobalPooling Pooling { get; init => field = Require.Defined(value); } = GlobalPooling.Maximum;

    /// <summary>
    /// Width of the images in pixels; 0 until it follows from the task. <see cref="ModelKind.Cnn"/> takes images of any size; its cost is
    /// that of this one.
    /// </summary>
    public int FrameWidth { get; init => field = Require.Between(value, 0, 4096); }

    /// <summary>Height of the images in pixels; 0 until it follows from the task.</summary>
    public int FrameHeight { get; init => field = Require.Between(value, 0, 4096); }

    /// <summary>The size of the images.</summary>
    public ImageSize ImageSize(int channels) => new(channels, FrameHeight, FrameWidth);

    /// <summary>The number of positions of a filter along a side of the image, without padding.</summary>
    public int Places(int side) => side < FilterSide ? 0 : (side - FilterSide) / Stride + 1;

    /// <summary>Outputs of the convolutional layer, filters × rows × columns.</summary>
    public int Features => checked(Filters * Places(FrameHeight) * Places(FrameWidth));

    internal void Check(ModelOptions model)
    {
        int shorter = Math.Min(FrameWidth, FrameHeight);
        RequireOption(shorter > 0, "frame_width", FrameWidth, null, "width and height must be those of the images");
        if (model.Kind == ModelKind.Cnn)
        {
            RequireOption(Convolution.HasLayers, "convolution.filters", Convolution.Filters, "one or more layers");
            RequireOption(
                Pooling != GlobalPooling.None, "pooling", Pooling, "maximum, mean or maximum_and_place", "images may have any size");
            Convolution.Check("model.classifier.convolution", ImageSize(model.Channels));
            return;
        }
        bool filters = model.Kind == ModelKind.Convolutional;
        RequireOption(filters || Units > 0, "units", Units, "1 to 4096", "the network is fully connected");
        RequireOption(
            !filters || FilterSide <= shorter, "filter_side", FilterSide, $"1 to {shorter}",
            "it cannot exceed the shorter side of the images");
        long inputs = filters
            ? (long)Filters * Places(FrameHeight) * Places(FrameWidth)
            : (long)model.Channels * FrameHeight * FrameWidth;
        long weights = inputs * (Units > 0 ? Units : model.Classes);
        RequireOption(
            weights <= MostWeights, "units", Units, null,
            $"images of {FrameWidth}×{FrameHeight} make a layer of {weights} weights, and it may have up to {MostWeights}",
            "use fewer units or filters, or a wider stride");
    }

    private static void RequireOption(bool met, string option, object value, string? allowed, string? reason = null, string? remedy = null)
    {
        if (!met)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: $"model.classifier.{option}", Value: value, Allowed: allowed, Detail: reason, Remedy: remedy));
        }
    }
}
