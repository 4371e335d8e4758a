using Saccade.Geometry;
using Saccade.Runtime;

namespace Saccade.Model;

/// <summary>The sizes of the nets to compare with, which take whole images (paper §4.1, tables 1 and 2).</summary>
public sealed record ComparisonOptions
{
    private const long MostWeights = 1 << 28;

    /// <summary>Units of each fully connected hidden layer; 0 for a convolutional net that goes straight to the classes.</summary>
    public int Units { get; init => field = Require.Between(value, 0, 4096); } = 256;

    /// <summary>F, filters of the convolutional layer.</summary>
    public int Filters { get; init => field = Require.Between(value, 1, 1024); } = 8;

    /// <summary>Side of a filter in pixels, at most the image's.</summary>
    public int FilterSide { get; init => field = Require.Between(value, 1, 256); } = 10;

    /// <summary>Pixels from one place of a filter to the next.</summary>
    public int Stride { get; init => field = Require.Between(value, 1, 256); } = 5;

    /// <summary>Width of the images in pixels; 0 until it follows from the task.</summary>
    public int FrameWidth { get; init => field = Require.Between(value, 0, 4096); }

    /// <summary>Height of the images in pixels; 0 until it follows from the task.</summary>
    public int FrameHeight { get; init => field = Require.Between(value, 0, 4096); }

    /// <summary>The size of the images.</summary>
    public ImageSize ImageSize(int channels) => new(channels, FrameHeight, FrameWidth);

    /// <summary>How many places a filter has along a side of the image; none hangs over its edge.</summary>
    public int Places(int side) => side < FilterSide ? 0 : (side - FilterSide) / Stride + 1;

    /// <summary>Values that the convolutional layer gives of one image, filters × rows × columns.</summary>
    public int Features => checked(Filters * Places(FrameHeight) * Places(FrameWidth));

    internal void Check(ModelOptions model)
    {
        int shorter = Math.Min(FrameWidth, FrameHeight);
        Demand(shorter > 0, $"model.comparison.frame_width and frame_height were {FrameWidth} and {FrameHeight}; they must be those of the images.");
        bool filters = model.Kind == ModelKind.Convolutional;
        Demand(filters || Units > 0, "model.comparison.units was 0; for the fully connected net it may be 1 to 4096.");
        Demand(!filters || FilterSide <= shorter, $"model.comparison.filter_side was {FilterSide}; it may be 1 to {shorter}, the shorter side of the images.");
        long inputs = filters ? (long)Filters * Places(FrameHeight) * Places(FrameWidth) : (long)model.Channels * FrameHeight * FrameWidth;
        long weights = inputs * (Units > 0 ? Units : model.Classes);
        Demand(weights <= MostWeights,
            $"model.comparison makes a layer of {weights} weights on images of {FrameWidth}×{FrameHeight}; it may have up to {MostWeights}: use fewer units or filters, or a wider stride.");
    }

    private static void Demand(bool met, string message)
    {
        if (!met)
        {
            throw new OptionException(message);
        }
    }
}
