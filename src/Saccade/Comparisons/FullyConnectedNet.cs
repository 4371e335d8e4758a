using Saccade.Model;
using Saccade.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Comparisons;

/// <summary>The fully connected net of the paper's tables 1 and 2: two hidden layers of rectified units on the whole image.</summary>
public sealed class FullyConnectedNet : nn.Module<Tensor, Tensor>
{
    private readonly Linear first;
    private readonly Linear second;
    private readonly Linear scores;

    /// <summary>Makes the net with weights drawn from <paramref name="key"/>.</summary>
    public FullyConnectedNet(ModelOptions options, RandomKey key) : base("fully_connected")
    {
        ArgumentNullException.ThrowIfNull(options);
        int units = options.Comparison.Units;
        first = Layers.Linear(options.Comparison.ImageSize(options.Channels).Pixels, units, key.Fork("first"));
        second = Layers.Linear(units, units, key.Fork("second"));
        scores = Layers.Linear(units, options.Classes, key.Fork("scores"));
        RegisterComponents();
    }

    /// <summary>Scores of the classes [B, classes] from images [B, C, H, W], 0 to 1.</summary>
    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = relu(second.forward(relu(first.forward(images.flatten(1)))));
        return scope.MoveToOuter(scores.forward(h));
    }
}
