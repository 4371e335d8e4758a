namespace Saccade.Torch.Networks;

/// <summary>
/// Long short-term memory, the paper's core for dynamic environments (§4.2):
/// c_t = σ(f)·c_{t-1} + σ(i)·tanh(u), h_t = σ(o)·tanh(c_t), with i, f, u, o from Linear(g_t) + Linear(h_{t-1}).
/// </summary>
internal sealed class LstmCore : CoreNetwork
{
    private readonly Linear input;
    private readonly Linear recurrent;

    /// <inheritdoc cref="GlimpseNetwork(ModelOptions, RandomKey)"/>
    public LstmCore(ModelOptions options, RandomKey key) : this("core", options.GlimpseFeatures, options, key) { }

    /// <summary>Creates a layer of the core by its name in the plan.</summary>
    internal LstmCore(string name, int inputs, ModelOptions options, RandomKey key) : base(inputs, options.Hidden)
    {
        NetworkPlan plan = NetworkPlan.Create(options with { Core = CoreKind.Lstm });
        input = Layers.Linear(plan.Layer($"{name}.input"), key);
        recurrent = Layers.Linear(plan.Layer($"{name}.recurrent"), key);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override CoreState Start(long rows, Device device) =>
        new(zeros(rows, Hidden, device: device), zeros(rows, Hidden, device: device));

    /// <inheritdoc/>
    public override CoreState Step(Tensor glimpse, CoreState previous)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] gates = (input.forward(glimpse) + recurrent.forward(previous.Hidden)).chunk(4, 1);
        Tensor cell = sigmoid(gates[1]) * previous.Cell! + sigmoid(gates[0]) * tanh(gates[2]);
        Tensor hidden = sigmoid(gates[3]) * tanh(cell);
        return new(scope.MoveToOuter(hidden), scope.MoveToOuter(cell));
    }
}
