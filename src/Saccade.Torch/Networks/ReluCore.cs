using static TorchSharp.torch.nn.functional;

namespace Saccade.Torch.Networks;

/// <summary>The paper's core for classification: h_t = relu(Linear(g_t) + Linear(h_{t-1})) (§4).</summary>
internal sealed class ReluCore : CoreNetwork
{
    private readonly Linear input;
    private readonly Linear recurrent;

    /// <inheritdoc cref="GlimpseNetwork(ModelOptions, RandomKey)"/>
    public ReluCore(ModelOptions options, RandomKey key) : this("core", options.GlimpseFeatures, options, key) { }

    /// <summary>Creates a layer of the core by its name in the plan.</summary>
    internal ReluCore(string name, int inputs, ModelOptions options, RandomKey key) : base(inputs, options.Hidden)
    {
        NetworkPlan plan = NetworkPlan.Create(options with { Core = CoreKind.Relu });
        input = Layers.Linear(plan.Layer($"{name}.input"), key);
        recurrent = Layers.Linear(plan.Layer($"{name}.recurrent"), key);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override CoreState Step(Tensor glimpse, CoreState previous)
    {
        using DisposeScope scope = NewDisposeScope();
        return new(scope.MoveToOuter(relu(input.forward(glimpse) + recurrent.forward(previous.Hidden))));
    }
}
