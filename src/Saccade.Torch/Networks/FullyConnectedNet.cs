namespace Saccade.Torch.Networks;

/// <summary>The fully connected classifier of the paper's tables 1 and 2: two hidden layers on the whole image.</summary>
internal sealed class FullyConnectedNet : nn.Module<Tensor, Tensor>
{
    private readonly Linear first;
    private readonly Linear second;
    private readonly Linear scores;
    private readonly Activation _activation;

    /// <inheritdoc cref="GlimpseNetwork(ModelOptions, RandomKey)"/>
    public FullyConnectedNet(ModelOptions options, RandomKey key) : base("fully_connected")
    {
        NetworkPlan plan = NetworkPlan.Create(options);
        first = Layers.Linear(plan.Layer("first"), key);
        second = Layers.Linear(plan.Layer("second"), key);
        scores = Layers.Linear(plan.Layer("scores"), key);
        _activation = options.Classifier.Activation;
        RegisterComponents();
    }

    /// <summary>Logits [B, classes] from images [B, C, H, W], 0 to 1.</summary>
    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = Layers.Activate(_activation, first.forward(images.flatten(1)));
        return scope.MoveToOuter(scores.forward(Layers.Activate(_activation, second.forward(h))));
    }
}
