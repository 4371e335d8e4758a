using static TorchSharp.torch.nn.functional;

namespace Saccade.Torch.Networks;

/// <summary>
/// The context network (Ba, Mnih and Kavukcuoglu, 2015, §3): u_0 = relu(Linear(relu(Linear(coarse)))), the first state of the location
/// core, or h_0 where there is one core, from a coarse view of the first frame.
/// </summary>
internal sealed class ContextNetwork : nn.Module<Tensor, (Tensor? State, Tensor Maps)>
{
    private readonly Linear? hidden;
    private readonly Linear? state;
    private readonly ConvolutionStack _convolutions;
    private readonly ContextOptions _context;

    /// <inheritdoc cref="GlimpseNetwork(ModelOptions, RandomKey)"/>
    public ContextNetwork(ModelOptions options, RandomKey key) : base("context")
    {
        NetworkPlan plan = NetworkPlan.Create(options);
        _convolutions = new ConvolutionStack("context.conv", plan, key, this);
        if (options.Context.GivesState)
        {
            hidden = Layers.Linear(plan.Layer("context.hidden"), key);
            state = Layers.Linear(plan.Layer("context.state"), key);
        }
        _context = options.Context;
        RegisterComponents();
    }

    /// <summary>The coarse view [B, C, S, S] of images of one size [B, C, H, W], 0 to 1.</summary>
    public Tensor View(Tensor images) => adaptive_avg_pool2d(images, [_context.Side, _context.Side]);

    /// <summary>
    /// The first state [B, H] from coarse views [B, C, S, S], null where it gives none, and the maps of the last convolution
    /// [B, filters, rows, columns].
    /// </summary>
    public override (Tensor? State, Tensor Maps) forward(Tensor coarse)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor maps = scope.MoveToOuter(_convolutions.Maps(coarse));
        Tensor? first = state is null ? null
            : scope.MoveToOuter(relu(state.forward(relu(hidden!.forward(ConvolutionStack.Pool(maps, _context.Pooling))))));
        return (first, maps);
    }
}
