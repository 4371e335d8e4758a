using static TorchSharp.torch.nn.functional;

namespace Saccade.Torch.Networks;

/// <summary>
/// The glimpse network f_g(ρ, l; θ_g) of the paper (§3.1, fig. 1B): combines the glimpse with its location.
/// Additive: g = relu(W·relu(A·ρ) + V·relu(B·l)); concatenated: g = relu(W·[relu(A·ρ), relu(B·l)]);
/// multiplied: g = relu(W·relu(A·ρ)) ⊙ relu(V·relu(B·l)). Convolutions, if any, replace ρ by their output.
/// </summary>
internal sealed class GlimpseNetwork : nn.Module<Tensor, Tensor, int, Tensor>
{
    private readonly Linear what;
    private readonly Linear where;
    private readonly Linear what_out;
    private readonly Linear? where_out;
    private readonly BatchNormalisation? what_norm;
    private readonly BatchNormalisation? where_norm;
    private readonly BatchNormalisation? out_norm;
    private readonly ConvolutionStack[] _convolutions;
    private readonly ModelOptions _options;
    private readonly float[]? _inputScales;
    private readonly Activation _activation;

    /// <summary>Creates the network with the initial weights of the model's plan.</summary>
    /// <param name="options">The model.</param>
    /// <param name="key">The key of the whole model's weights.</param>
    public GlimpseNetwork(ModelOptions options, RandomKey key) : base("glimpse")
    {
        NetworkPlan plan = NetworkPlan.Create(options);
        _convolutions = options.Convolution.Filters.Count == 0 ? []
            : !options.ConvolveScalesApart ? [new ConvolutionStack("glimpse.conv", plan, key, this)]
            : [.. Enumerable.Range(1, options.Sensor.Scales).Select(
                scale => new ConvolutionStack($"glimpse.tower{scale}_conv", plan, key, this))];
        what = Layers.Linear(plan.Layer("glimpse.what"), key);
        where = Layers.Linear(plan.Layer("glimpse.where"), key);
        what_out = Layers.Linear(plan.Layer("glimpse.what_out"), key);
        where_out = options.GlimpseForm != GlimpseForm.Concatenated ? Layers.Linear(plan.Layer("glimpse.where_out"), key) : null;
        if (options.BatchNorm)
        {
            what_norm = new BatchNormalisation(plan.Layer("glimpse.what_norm"));
            where_norm = new BatchNormalisation(plan.Layer("glimpse.where_norm"));
            out_norm = new BatchNormalisation(plan.Layer("glimpse.out_norm"));
        }
        (_options, _inputScales, _activation) = (options, options.InputScales(), options.GlimpseActivation);
        RegisterComponents();
    }

    /// <summary>g_t [N, features] of the first glimpse, from the retina ρ [N, K·C·G²] and the location l [N, 2].</summary>
    public Tensor forward(Tensor retina, Tensor location) => forward(retina, location, 0);

    /// <summary>g_t [N, features] from the retina ρ [N, K·C·G²] and the location l [N, 2].</summary>
    /// <param name="retina">ρ.</param>
    /// <param name="location">l.</param>
    /// <param name="glimpse">The glimpse, from 0; it matters where each has its own running statistics.</param>
    public override Tensor forward(Tensor retina, Tensor location, int glimpse)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor scaled = _inputScales is null ? retina : retina * tensor(_inputScales, device: retina.device);
        Tensor h_g = Layers.Activate(_activation, Normalise(what_norm, glimpse, what.forward(Convolve(scaled))));
        Tensor h_l = Layers.Activate(_activation, Normalise(where_norm, glimpse, where.forward(location)));
        if (_options.GlimpseForm == GlimpseForm.Multiplied)
        {
            return scope.MoveToOuter(relu(what_out.forward(h_g)) * relu(where_out!.forward(h_l)));
        }
        Tensor joined = where_out is null
            ? what_out.forward(cat([h_g, h_l], 1))
            : what_out.forward(h_g) + where_out.forward(h_l);
        return scope.MoveToOuter(relu(Normalise(out_norm, glimpse, joined)));
    }

    /// <summary>What h_g reads [N, features] of the retina: the retina itself, or the outputs of the convolutions.</summary>
    private Tensor Convolve(Tensor retina)
    {
        if (_convolutions.Length == 0)
        {
            return retina;
        }
        int side = _options.Sensor.PatchSide;
        Tensor[] scales = retina.view(retina.shape[0], -1, side, side).chunk(_convolutions.Length, 1);
        return cat([.. _convolutions.Zip(scales, (stack, scale) => stack.Forward(scale, _options.ConvolutionPooling))], 1);
    }

    private static Tensor Normalise(BatchNormalisation? norm, int glimpse, Tensor x) => norm is null ? x : norm.forward(x, glimpse);
}
