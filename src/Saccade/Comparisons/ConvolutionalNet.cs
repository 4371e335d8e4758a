using Saccade.Model;
using Saccade.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Comparisons;

/// <summary>
/// The convolutional net of the paper's tables 1 and 2: one layer of filters on the whole image, a fully connected one of
/// rectified units, then the classes. Without units it is the report's, whose only fully connected layer gives the classes.
/// </summary>
public sealed class ConvolutionalNet : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d filters;
    private readonly Linear? hidden;
    private readonly Linear scores;

    /// <summary>Makes the net with weights drawn from <paramref name="key"/>.</summary>
    public ConvolutionalNet(ModelOptions options, RandomKey key) : base("convolutional")
    {
        ArgumentNullException.ThrowIfNull(options);
        ComparisonOptions net = options.Comparison;
        filters = Layers.Convolution(options.Channels, net.Filters, net.FilterSide, net.Stride, key.Fork("filters"));
        int features = net.Features;
        if (net.Units > 0)
        {
            hidden = Layers.Linear(features, net.Units, key.Fork("hidden"));
            features = net.Units;
        }
        scores = Layers.Linear(features, options.Classes, key.Fork("scores"));
        RegisterComponents();
    }

    /// <summary>Scores of the classes [B, classes] from images [B, C, H, W], 0 to 1.</summary>
    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = relu(filters.forward(images)).flatten(1);
        return scope.MoveToOuter(scores.forward(hidden is null ? h : relu(hidden.forward(h))));
    }
}
