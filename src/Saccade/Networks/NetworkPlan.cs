namespace Saccade.Networks;

/// <summary>
/// All layers of a model. Initial weights, costs, names in checkpoints, gradient norms and every engine read them here. A new part of the
/// model is a new layer here and, in each engine, a forward and a backward pass. Immutable and thread-safe.
/// </summary>
public sealed class NetworkPlan
{
    private NetworkPlan(IReadOnlyList<LayerPlan> layers, IReadOnlyList<string> terms)
    {
        (Layers, Terms) = (layers, terms);
        Networks = [.. layers.Select(layer => layer.Network).Distinct()];
    }

    /// <summary>The layers in the order of a forward pass.</summary>
    public IReadOnlyList<LayerPlan> Layers { get; }

    /// <summary>The networks in that order: glimpse, core, location, action and baseline; for a classifier one for each layer.</summary>
    public IReadOnlyList<string> Networks { get; }

    /// <summary>The terms of the loss that have a gradient: action, baseline and location; for a classifier action alone.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>The number of trained weights and biases.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Floating-point operations of a forward pass of one image, without layers that only training uses.</summary>
    public long ForwardFlops => Layers.Where(layer => !layer.TrainingOnly).Sum(layer => layer.FlopsPerUse * layer.Uses);

    /// <summary>Creates the plan of a model.</summary>
    /// <param name="model">The model; the options of a classifier include the size of its images.</param>
    public static NetworkPlan Create(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Kind switch
        {
            ModelKind.FullyConnected => new(FullyConnected(model), ["action"]),
            ModelKind.Convolutional => new(Convolutional(model), ["action"]),
            _ => new([.. Attention(model)], ["action", "baseline", "location"]),
        };
    }

    /// <summary>The layer of a name such as <c>core.recurrent</c>.</summary>
    /// <exception cref="KeyNotFoundException">The model has no such layer.</exception>
    public LayerPlan Layer(string name) =>
        Layers.FirstOrDefault(layer => layer.Name == name) ?? throw new KeyNotFoundException($"The model has no layer '{name}'.");

    /// <summary>All tensors of the model, in the order of checkpoints.</summary>
    public IEnumerable<TensorPlan> Tensors() => Layers.SelectMany(layer => layer.Tensors());

    /// <summary>Creates the initial weights and running statistics; they depend only on the plan and the key.</summary>
    public IReadOnlyList<NamedTensor> InitialWeights(RandomKey key) =>
    [
        .. Layers.SelectMany(layer => layer.Tensors(), (layer, tensor) =>
            new NamedTensor(tensor.Name, tensor.Shape, layer.InitialValues(tensor, key))),
    ];

    /// <summary>The cost of each network.</summary>
    public IReadOnlyList<NetworkCost> Costs() => [.. Networks.Select(network => NetworkCost.Sum(network, Layers))];

    /// <summary>The recurrent attention model (paper §3.1, fig. 1).</summary>
    private static IEnumerable<LayerPlan> Attention(ModelOptions model)
    {
        (int hidden, int features, int units) = (model.GlimpseHidden, model.GlimpseFeatures, model.Hidden);
        int glimpses = model.Glimpses, gates = model.Core == CoreKind.Lstm ? 4 * units : units;
        bool additive = model.GlimpseForm == GlimpseForm.Additive;
        int retina = model.Sensor.GlimpseSize(model.Channels);
        yield return Linear("glimpse.what", "ρ", "h_g", retina, hidden, glimpses) with { IsFirst = true };
        yield return Linear("glimpse.where", "l_t", "h_l", 2, hidden, glimpses) with { IsFirst = true };
        if (additive)
        {
            yield return Linear("glimpse.what_out", "h_g", "g_t", hidden, features, glimpses);
            yield return Linear("glimpse.where_out", "h_l", "g_t", hidden, features, glimpses);
        }
        else
        {
            yield return Linear("glimpse.what_out", "[h_g, h_l]", "g_t", 2 * hidden, features, glimpses) with { InputParts = 2 };
        }
        if (model.BatchNorm)
        {
            yield return Normalisation("glimpse.what_norm", "h_g", hidden, model);
            yield return Normalisation("glimpse.where_norm", "h_l", hidden, model);
            yield return Normalisation("glimpse.out_norm", "g_t", features, model);
        }
        yield return Linear("core.input", "g_t", "h_t", features, gates, glimpses);
        yield return Linear("core.recurrent", "h_{t−1}", "h_t", units, gates, glimpses) with
        {
            Start = model is { Core: CoreKind.Relu, IdentityStart: true } ? WeightStart.Identity : WeightStart.Uniform,
        };
        if (model.LocationHidden > 0)
        {
            yield return Linear("location.hidden", "h_t", "h_μ", units, model.LocationHidden, model.Decisions);
        }
        (string input, int inputs) = model.LocationHidden > 0 ? ("h_μ", model.LocationHidden) : ("h_t", units);
        yield return Linear("location.mean", input, "μ_{t+1}", inputs, 2, model.Decisions);
        yield return Linear("action.scores", "h_T", "logits", units, model.Classes, 1);
        yield return Linear("baseline.value", "h_t", "b_t", units, 1, model.Decisions) with { TrainingOnly = true };
    }

    private static LayerPlan[] FullyConnected(ModelOptions model)
    {
        int units = model.Classifier.Units;
        return
        [
            Linear("first", "pixels", "first", model.Classifier.ImageSize(model.Channels).Pixels, units, 1) with { IsFirst = true },
            Linear("second", "first", "second", units, units, 1),
            Linear("scores", "second", "logits", units, model.Classes, 1),
        ];
    }

    private static LayerPlan[] Convolutional(ModelOptions model)
    {
        ClassifierOptions net = model.Classifier;
        LayerPlan filters = Linear("filters", "pixels", "features", 1, net.Filters, 1) with
        {
            Kind = LayerKind.Convolution,
            InputShape = [model.Channels, net.FilterSide, net.FilterSide],
            Places = net.Features / net.Filters,
            Stride = net.Stride,
            IsFirst = true,
        };
        if (net.Units == 0)
        {
            return [filters, Linear("scores", "features", "logits", net.Features, model.Classes, 1)];
        }
        return
        [
            filters,
            Linear("hidden", "features", "hidden", net.Features, net.Units, 1),
            Linear("scores", "hidden", "logits", net.Units, model.Classes, 1),
        ];
    }

    private static LayerPlan Linear(string name, string input, string output, int inputs, int outputs, int uses) =>
        new() { Name = name, Input = input, Output = output, InputShape = [inputs], Outputs = outputs, Uses = uses };

    private static LayerPlan Normalisation(string name, string units, int count, ModelOptions model) =>
        Linear(name, units, units, count, count, model.Glimpses) with
        {
            Kind = LayerKind.BatchNorm,
            InputShape = model.BatchNormPerGlimpse ? [model.Glimpses, count] : [count],
            Start = WeightStart.Normal,
        };
}
