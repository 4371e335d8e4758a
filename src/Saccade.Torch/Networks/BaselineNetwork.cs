namespace Saccade.Torch.Networks;

/// <summary>The baseline network b_t: the expected reward, estimated from h_t (paper §3.2).</summary>
internal sealed class BaselineNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Linear value;

    /// <inheritdoc cref="GlimpseNetwork(ModelOptions, RandomKey)"/>
    public BaselineNetwork(ModelOptions options, RandomKey key) : base("baseline")
    {
        value = Layers.Linear(NetworkPlan.Create(options).Layer("baseline.value"), key);
        RegisterComponents();
    }

    /// <summary>b_t [N] from h_t [N, H].</summary>
    public override Tensor forward(Tensor h)
    {
        using Tensor column = value.forward(h);
        return column.squeeze(1);
    }
}
