using Saccade.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Model;

/// <summary>
/// The glimpse network f_g(ρ, l; θ_g) of the paper (§3.1, fig. 1B): joins what the retina saw with where.
/// Additive: g = relu(W·relu(A·ρ) + V·relu(B·l)); concatenated: g = relu(W·[relu(A·ρ), relu(B·l)]).
/// </summary>
public sealed class GlimpseNetwork : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Linear what;
    private readonly Linear where;
    private readonly Linear what_out;
    private readonly Linear? where_out;
    private readonly float[]? _gains;
    private readonly BatchNorm1d? what_norm;
    private readonly BatchNorm1d? where_norm;
    private readonly BatchNorm1d? out_norm;

    /// <summary>Makes the network with weights drawn from <paramref name="key"/>.</summary>
    public GlimpseNetwork(ModelOptions options, RandomKey key) : base("glimpse")
    {
        int hidden = options.GlimpseHidden;
        _gains = options.RetinaGains();
        what = Layers.Linear(options.Sensor.GlimpseSize(options.Channels), hidden, key.Fork("what"));
        where = Layers.Linear(2, hidden, key.Fork("where"));
        if (options.GlimpseForm == GlimpseForm.Additive)
        {
            what_out = Layers.Linear(hidden, options.GlimpseFeatures, key.Fork("what_out"));
            where_out = Layers.Linear(hidden, options.GlimpseFeatures, key.Fork("where_out"));
        }
        else
        {
            what_out = Layers.Linear(2 * hidden, options.GlimpseFeatures, key.Fork("what_out"));
        }
        if (options.BatchNorm)
        {
            what_norm = nn.BatchNorm1d(hidden);
            where_norm = nn.BatchNorm1d(hidden);
            out_norm = nn.BatchNorm1d(options.GlimpseFeatures);
        }
        RegisterComponents();
    }

    /// <summary>g_t [N, features] from the retina ρ [N, K·C·G²] and the location l [N, 2].</summary>
    public override Tensor forward(Tensor retina, Tensor location)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor seen = _gains is null ? retina : retina * tensor(_gains, device: retina.device);
        Tensor h_g = relu(Normalise(what_norm, what.forward(seen)));
        Tensor h_l = relu(Normalise(where_norm, where.forward(location)));
        Tensor joined = where_out is null
            ? what_out.forward(cat([h_g, h_l], 1))
            : what_out.forward(h_g) + where_out.forward(h_l);
        return scope.MoveToOuter(relu(Normalise(out_norm, joined)));
    }

    private static Tensor Normalise(BatchNorm1d? norm, Tensor x) => norm is null ? x : norm.forward(x);
}
