using static TorchSharp.torch.nn.functional;

namespace Saccade.Torch.Networks;

/// <summary>The stop network: the logit of p_t = σ(Linear(relu(Linear([h_t, log c, d_t])))), with price and doubt.</summary>
internal sealed class StopNetwork : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly Linear hidden;
    private readonly Linear price;
    private readonly Linear doubt;
    private readonly Linear logit;

    /// <inheritdoc cref="GlimpseNetwork(ModelOptions, RandomKey)"/>
    public StopNetwork(ModelOptions options, RandomKey key) : base("stop")
    {
        NetworkPlan plan = NetworkPlan.Create(options);
        hidden = Layers.Linear(plan.Layer("stop.hidden"), key);
        price = Layers.Linear(plan.Layer("stop.price"), key);
        doubt = Layers.Linear(plan.Layer("stop.doubt"), key);
        logit = Layers.Linear(plan.Layer("stop.logit"), key);
        RegisterComponents();
    }

    /// <summary>The logits [T, N] from states [T, N, H], the inputs of the prices [N] and the class logits [T, N, classes].</summary>
    public override Tensor forward(Tensor h, Tensor prices, Tensor scores)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sum = hidden.forward(h) + price.forward(prices.unsqueeze(-1)) + doubt.forward(Doubt(scores).to_type(h.dtype).unsqueeze(-1));
        return scope.MoveToOuter(logit.forward(relu(sum)).squeeze(-1));
    }

    /// <summary>log10(1 − max p), at least −6; in double precision, since 1 and a small number are added.</summary>
    private static Tensor Doubt(Tensor scores)
    {
        Tensor exact = scores.detach().@double();
        Tensor others = (exact - exact.amax([-1], keepdim: true)).exp().sum(-1) - 1;
        return (others / (1 + others)).clamp(min: 1e-6).log10();
    }
}
