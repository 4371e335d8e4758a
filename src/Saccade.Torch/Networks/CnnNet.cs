namespace Saccade.Torch.Networks;

/// <summary>
/// The convolutional classifier of images of any size: a stack of convolutions, global pooling of each filter, then the classes.
/// </summary>
internal sealed class CnnNet : nn.Module<Tensor, Tensor>
{
    private readonly Linear scores;
    private readonly ConvolutionStack _convolutions;
    private readonly GlobalPooling _pooling;

    /// <inheritdoc cref="GlimpseNetwork(ModelOptions, RandomKey)"/>
    public CnnNet(ModelOptions options, RandomKey key) : base("cnn")
    {
        NetworkPlan plan = NetworkPlan.Create(options);
        _convolutions = new ConvolutionStack("conv", plan, key, this);
        scores = Layers.Linear(plan.Layer("scores"), key);
        _pooling = options.Classifier.Pooling;
        RegisterComponents();
    }

    /// <summary>Logits [B, classes] from images [B, C, H, W], 0 to 1.</summary>
    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        return scope.MoveToOuter(scores.forward(_convolutions.Forward(images, _pooling)));
    }
}
