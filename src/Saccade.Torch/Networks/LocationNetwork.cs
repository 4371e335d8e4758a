using static TorchSharp.torch.nn.functional;

namespace Saccade.Torch.Networks;

/// <summary>
/// The location network f_l(h_t; θ_l): the mean μ_t of the policy for the next location (paper §3.1), or the logits of its saliency map.
/// </summary>
internal sealed class LocationNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Linear? hidden;
    private readonly Linear? mean;
    private readonly Linear? saliency;
    private readonly bool _squash;

    /// <inheritdoc cref="GlimpseNetwork(ModelOptions, RandomKey)"/>
    public LocationNetwork(ModelOptions options, RandomKey key) : base("location")
    {
        NetworkPlan plan = NetworkPlan.Create(options);
        if (options.LocationForm == LocationForm.Saliency)
        {
            saliency = Layers.Linear(plan.Layer("location.saliency"), key);
        }
        else
        {
            hidden = options.LocationHidden > 0 ? Layers.Linear(plan.Layer("location.hidden"), key) : null;
            mean = Layers.Linear(plan.Layer("location.mean"), key);
        }
        _squash = options.SquashMean;
        RegisterComponents();
    }

    /// <summary>μ_t [N, 2] from h_t [N, H].</summary>
    public override Tensor forward(Tensor h)
    {
        if (mean is null)
        {
            throw new InvalidOperationException("The mean of this model is the expected place of a saliency map.");
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor mu = mean.forward(hidden is null ? h : relu(hidden.forward(h)));
        return scope.MoveToOuter(_squash ? tanh(mu) : mu);
    }

    /// <summary>
    /// The logits of the saliency map [B, rows, columns] from maps [B, filters, rows, columns]; null if the model has none.
    /// </summary>
    internal Tensor? Saliency(Tensor maps)
    {
        using DisposeScope scope = NewDisposeScope();
        return saliency is null ? null : scope.MoveToOuter(saliency.forward(maps.permute(0, 2, 3, 1)).squeeze(-1));
    }
}
