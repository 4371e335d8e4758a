namespace Saccade.Torch.Networks;

/// <summary>
/// The convolutional classifier of the paper's tables 1 and 2: one layer of filters on the whole image, a fully connected one, then the
/// classes. With 0 units it is the report's, in which the filters feed the classes directly.
/// </summary>
internal sealed class ConvolutionalNet : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d filters;
    private readonly Linear? hidden;
    private readonly Linear scores;
    private readonly Activation _activation;

    /// <inheritdoc cref="GlimpseNetwork(ModelOptions, RandomKey)"/>
    public ConvolutionalNet(ModelOptions options, RandomKey key) : base("convolutional")
    {
        NetworkPlan plan = NetworkPlan.Create(options);
        filters = Layers.Convolution(plan.Layer("filters"), key);
        hidden = options.Classifier.Units > 0 ? Layers.Linear(plan.Layer("hidden"), key) : null;
        scores = Layers.Linear(plan.Layer("scores"), key);
        _activation = options.Classifier.Activation;
        RegisterComponents();
    }

    /// <summary>Logits [B, classes] from images [B, C, H, W], 0 to 1.</summary>
    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = Layers.Activate(_activation, filters.forward(images)).flatten(1);
        return scope.MoveToOuter(scores.forward(hidden is null ? h : Layers.Activate(_activation, hidden.forward(h))));
    }
}
