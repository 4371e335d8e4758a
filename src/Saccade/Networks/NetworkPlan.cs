using static Saccade.Networks.LayerPlan;

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

    /// <summary>The networks in that order, such as glimpse, core and location; for a classifier one for each layer.</summary>
    public IReadOnlyList<string> Networks { get; }

    /// <summary>The terms of the loss with a gradient: action, baseline, location and stop; those that the model has.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>The number of trained weights and biases.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Floating-point operations of a forward pass of one image, without layers that only training uses.</summary>
    public long ForwardFlops => Layers.Where(layer => !layer.TrainingOnly).Sum(layer => layer.FlopsPerUse * layer.Uses);

    /// <summary>Creates the plan of a model.</summary>
    /// <param name="model">The model; the options of a classifier include the size of its images.</param>
    /// <exception cref="OptionException">The model has a custom core that is not among <see cref="CustomCores"/>.</exception>
    public static NetworkPlan Create(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Kind switch
        {
            ModelKind.FullyConnected => new(FullyConnected(model), ["action"]),
            ModelKind.Convolutional => new(Convolutional(model), ["action"]),
            ModelKind.Cnn => new([.. Cnn(model)], ["action"]),
            _ => new([.. Attention(model)], model.Stops ? ["action", "baseline", "location", "stop"] : ["action", "baseline", "location"]),
        };
    }

    /// <summary>
    /// Floating-point operations of the networks for one image, two for each multiply-add, without layers that only training uses.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="size">The size of the image, on which the cost of the convolutional baseline depends.</param>
    /// <param name="glimpses">The number of glimpses, at least 1, maybe a mean; classifiers of whole images ignore it.</param>
    /// <param name="stopDecisions">
    /// The uses of the stop network, maybe a mean: a rollout that it ended after t glimpses has t, one that took all T has T − 1. Null for
    /// one less than the glimpses; models without one ignore it.
    /// </param>
    public static double FlopsOf(ModelOptions model, ImageSize size, double glimpses, double? stopDecisions = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.TakesGlimpses)
        {
            ClassifierOptions classifier = model.Classifier with { FrameWidth = size.Width, FrameHeight = size.Height };
            return Create(model with { Classifier = classifier }).ForwardFlops;
        }
        NetworkPlan plan = Create(model with { Glimpses = 2 });
        double one = Create(model with { Glimpses = 1 }).ForwardFlops, more = glimpses - 1;
        double stop = plan.Layers.Where(layer => layer.Network == "stop").Sum(layer => layer.FlopsPerUse);
        return one + more * (plan.ForwardFlops - one) + ((stopDecisions ?? more) - more) * stop;
    }

    /// <summary>The layer of a name such as <c>core.recurrent</c>.</summary>
    /// <exception cref="KeyNotFoundException">The model has no such layer.</exception>
    public LayerPlan Layer(string name) =>
        Layers.FirstOrDefault(layer => layer.Name == name) ?? throw new KeyNotFoundException($"The model has no layer '{name}'.");

    /// <summary>The convolutions whose names have the same beginning, such as those of a stack, from the first.</summary>
    /// <param name="beginning">The beginning; empty for all.</param>
    public IEnumerable<LayerPlan> Convolutions(string beginning = "") => Layers.Where(
        layer => layer.Kind == LayerKind.Convolution && layer.Name.StartsWith(beginning, StringComparison.Ordinal));

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

    /// <summary>The recurrent attention model (paper §3.1, fig. 1), with the parts of its successor that the options ask for.</summary>
    private static IEnumerable<LayerPlan> Attention(ModelOptions model) =>
        [.. Context(model), .. Glimpse(model), .. Core(model), .. Heads(model)];

    private static IEnumerable<LayerPlan> Context(ModelOptions model)
    {
        ContextOptions context = model.Context;
        if (context.Side == 0)
        {
            yield break;
        }
        LayerPlan[] convolutions = [.. Convolutions("context.conv", "coarse", context.Convolution, context.InputSize(model.Channels), 1)];
        foreach (LayerPlan layer in convolutions)
        {
            yield return layer;
        }
        if (!context.GivesState)
        {
            yield break;
        }
        (string input, int inputs) = convolutions is [.., LayerPlan last]
            ? (Pooled(last.Output, context.Pooling), last.Convolution!.Pooled(context.Pooling))
            : ("coarse", context.InputSize(model.Channels).Pixels);
        yield return Linear("context.hidden", input, "h_c", inputs, context.Units, 1) with { IsFirst = convolutions.Length == 0 };
        yield return Linear("context.state", "h_c", model.CoreLayers > 1 ? "u_0" : "h_0", context.Units, model.Hidden, 1);
    }

    private static IEnumerable<LayerPlan> Glimpse(ModelOptions model)
    {
        (int hidden, int features, int glimpses) = (model.GlimpseHidden, model.GlimpseFeatures, model.Glimpses);
        int towers = model.Towers;
        LayerPlan[][] stacks =
        [
            .. Enumerable.Range(1, towers).Select(tower => Convolutions(
                towers == 1 ? "glimpse.conv" : $"glimpse.tower{tower}_conv", "ρ", model.Convolution, model.TowerInput, glimpses).ToArray()),
        ];
        foreach (LayerPlan layer in stacks.SelectMany(stack => stack))
        {
            yield return layer;
        }
        GlobalPooling pooling = model.ConvolutionPooling;
        (string seen, int inputs) = stacks is [[.., LayerPlan last], ..]
            ? (string.Join(", ", stacks.Select(stack => Pooled(stack[^1].Output, pooling))), towers * last.Convolution!.Pooled(pooling))
            : ("ρ", model.Sensor.GlimpseSize(model.Channels));
        yield return Linear("glimpse.what", seen, "h_g", inputs, hidden, glimpses) with
        {
            IsFirst = !model.Convolution.HasLayers,
            InputParts = towers,
        };
        yield return Linear("glimpse.where", "l_t", "h_l", 2, hidden, glimpses) with { IsFirst = true };
        if (model.GlimpseForm == GlimpseForm.Concatenated)
        {
            yield return Linear("glimpse.what_out", "[h_g, h_l]", "g_t", 2 * hidden, features, glimpses) with { InputParts = 2 };
        }
        else
        {
            // Outputs of one name are added.
            (string what, string where) = model.GlimpseForm == GlimpseForm.Multiplied ? ("g_what", "g_where") : ("g_t", "g_t");
            yield return Linear("glimpse.what_out", "h_g", what, hidden, features, glimpses);
            yield return Linear("glimpse.where_out", "h_l", where, hidden, features, glimpses);
        }
        if (model.BatchNorm)
        {
            yield return Normalisation("glimpse.what_norm", "h_g", hidden, model);
            yield return Normalisation("glimpse.where_norm", "h_l", hidden, model);
            yield return Normalisation("glimpse.out_norm", "g_t", features, model);
        }
    }

    /// <summary>The core, and above it the core that chooses locations if there are two layers.</summary>
    private static IEnumerable<LayerPlan> Core(ModelOptions model)
    {
        if (model.HasCustomCore)
        {
            foreach (LayerPlan layer in CustomCores.LayersOf(model))
            {
                yield return layer;
            }
            yield break;
        }
        (int units, int gates) = (model.Hidden, model.Core == CoreKind.Lstm ? 4 * model.Hidden : model.Hidden);
        WeightStart recurrent = model is { Core: CoreKind.Relu, IdentityStart: true } ? WeightStart.Identity : WeightStart.Uniform;
        yield return Linear("core.input", "g_t", "h_t", model.GlimpseFeatures, gates, model.Glimpses);
        yield return Linear("core.recurrent", "h_{t−1}", "h_t", units, gates, model.Glimpses) with { Start = recurrent };
        if (model.CoreLayers > 1)
        {
            yield return Linear("location_core.input", "h_t", "u_t", units, gates, model.Glimpses);
            yield return Linear("location_core.recurrent", "u_{t−1}", "u_t", units, gates, model.Glimpses) with { Start = recurrent };
        }
    }

    /// <summary>The networks that read a state: location and baseline that of the upper core, if there is one.</summary>
    private static IEnumerable<LayerPlan> Heads(ModelOptions model)
    {
        (int units, string state) = (model.Hidden, model.CoreLayers > 1 ? "u_t" : "h_t");
        foreach (LayerPlan layer in Location(model, state))
        {
            yield return layer;
        }
        // A stop network reads the class probabilities after every glimpse.
        int answers = model.Stops ? model.Glimpses : model.Labels;
        yield return Linear("action.scores", "h_T", "logits", units, model.Classes, answers);
        yield return Linear("baseline.value", state, "b_t", units, 1, model.Decisions) with { TrainingOnly = true };
        if (model.Stops)
        {
            int decisions = model.Glimpses - 1;
            yield return Linear("stop.hidden", "h_t", "h_s", units, model.Stop.Units, decisions);
            yield return Linear("stop.price", "log c", "h_s", 1, model.Stop.Units, decisions);
            yield return Linear("stop.doubt", "log(1 − max p)", "h_s", 1, model.Stop.Units, decisions);
            yield return Linear("stop.logit", "h_s", "logit p_t", model.Stop.Units, 1, decisions);
        }
    }

    private static IEnumerable<LayerPlan> Location(ModelOptions model, string state)
    {
        if (model.LocationForm == LocationForm.Saliency)
        {
            ConvolutionOptions layers = model.Context.Convolution;
            ConvolutionShape maps = layers.Shapes(model.Context.InputSize(model.Channels))[^1];
            yield return Linear(
                "location.saliency", $"context.conv{layers.Filters.Count}", "saliency", maps.Filters, 1, maps.OutputPlaces);
            yield break;
        }
        if (model.LocationHidden > 0)
        {
            yield return Linear("location.hidden", state, "h_μ", model.Hidden, model.LocationHidden, model.Decisions);
        }
        (string input, int inputs) = model.LocationHidden > 0 ? ("h_μ", model.LocationHidden) : (state, model.Hidden);
        yield return Linear("location.mean", input, "μ_{t+1}", inputs, 2, model.Decisions);
    }

    /// <summary>A stack of convolutions; their names end in the number of the layer.</summary>
    private static IEnumerable<LayerPlan> Convolutions(string name, string input, ConvolutionOptions options, ImageSize size, int uses)
    {
        int number = 0;
        foreach (ConvolutionShape shape in options.Shapes(size))
        {
            string layer = $"{name}{++number}";
            yield return Convolution(layer, input, layer, shape) with { Uses = uses, IsFirst = number == 1 };
            input = layer;
        }
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
        ConvolutionShape shape = new(model.Channels, net.FrameHeight, net.FrameWidth, net.Filters, net.FilterSide, net.Stride);
        LayerPlan filters = Convolution("filters", "pixels", "features", shape) with { IsFirst = true };
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

    private static IEnumerable<LayerPlan> Cnn(ModelOptions model)
    {
        ClassifierOptions net = model.Classifier;
        foreach (LayerPlan layer in Convolutions("conv", "pixels", net.Convolution, net.ImageSize(model.Channels), 1))
        {
            yield return layer;
        }
        ConvolutionShape last = net.Convolution.Shapes(net.ImageSize(model.Channels))[^1];
        yield return Linear("scores", "pooled", "logits", last.Pooled(net.Pooling), model.Classes, 1);
    }

    /// <summary>The name of what global pooling leaves of an output.</summary>
    private static string Pooled(string output, GlobalPooling pooling) => pooling == GlobalPooling.None ? output : $"pooled {output}";

    private static LayerPlan Convolution(string name, string input, string output, ConvolutionShape shape) =>
        Linear(name, input, output, 1, shape.Filters, 1) with
        {
            Kind = LayerKind.Convolution,
            InputShape = [shape.Channels, shape.FilterSide, shape.FilterSide],
            Convolution = shape,
        };

    private static LayerPlan Normalisation(string name, string units, int count, ModelOptions model) =>
        Linear(name, units, units, count, count, model.Glimpses) with
        {
            Kind = LayerKind.BatchNorm,
            InputShape = model.BatchNormPerGlimpse ? [model.Glimpses, count] : [count],
            Start = WeightStart.Normal,
        };
}
