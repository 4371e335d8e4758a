namespace Saccade.Torch.Networks;

/// <summary>The action network f_a(h_t; θ_a): logits of the classes or actions, whose softmax is p(a | s_{1:t}) (paper §3.1).</summary>
internal sealed class ActionNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Linear scores;

    /// <inheritdoc cref="GlimpseNetwork(ModelOptions, RandomKey)"/>
    public ActionNetwork(ModelOptions options, RandomKey key) : base("action")
    {
        scores = Layers.Linear(NetworkPlan.Create(options).Layer("action.scores"), key);
        RegisterComponents();
    }

    /// <summary>Logits [N, classes] from h_t [N, H].</summary>
    public override Tensor forward(Tensor h) => scores.forward(h);
}
