namespace Saccade.Experiments.Onnx;

/// <summary>The networks of a model as operators, with its weights under their names.</summary>
internal sealed class OnnxNetworks(OnnxGraph graph, ModelOptions model, IReadOnlyList<NamedTensor> weights)
{
    private const double Epsilon = 1e-5; // of batch normalisation

    private readonly NetworkPlan _plan = NetworkPlan.Create(model);

    /// <summary>g_t from the scaled retina and the location (paper §3.1).</summary>
    /// <param name="retina">ρ [B, K·C·G²].</param>
    /// <param name="location">l_t [B, 2].</param>
    /// <param name="glimpse">The glimpse, from 0, where each has its statistics of batch normalisation.</param>
    public string Glimpse(string retina, string location, int glimpse)
    {
        string what = Activate(Normalise("glimpse.what_norm", Linear("glimpse.what", Convolve(retina)), glimpse));
        string where = Activate(Normalise("glimpse.where_norm", Linear("glimpse.where", location), glimpse));
        return model.GlimpseForm switch
        {
            GlimpseForm.Multiplied => graph.Add(
                "Mul", Relu(Linear("glimpse.what_out", what)), Relu(Linear("glimpse.where_out", where))),
            GlimpseForm.Concatenated => Features(Linear("glimpse.what_out", graph.Add("Concat", [what, where], ("axis", 1)))),
            _ => Features(graph.Add("Add", Linear("glimpse.what_out", what), Linear("glimpse.where_out", where))),
        };

        string Features(string joined) => Relu(Normalise("glimpse.out_norm", joined, glimpse));
    }

    /// <summary>The next state of a layer of the core: <c>core</c> or <c>location_core</c>.</summary>
    public OnnxState Core(string name, string input, OnnxState state)
    {
        string sum = graph.Add("Add", Linear($"{name}.input", input), Linear($"{name}.recurrent", state.Hidden));
        if (state.Cell is null)
        {
            return new(Relu(sum), null);
        }
        string[] gates = graph.Split(sum, 4, axis: 1);
        string kept = graph.Add("Mul", graph.Add("Sigmoid", gates[1]), state.Cell);
        string cell = graph.Add("Add", kept, graph.Add("Mul", graph.Add("Sigmoid", gates[0]), graph.Add("Tanh", gates[2])));
        return new(graph.Add("Mul", graph.Add("Sigmoid", gates[3]), graph.Add("Tanh", cell)), cell);
    }

    /// <summary>The maps of the context network's convolutions [B, filters, rows, columns] on the coarse view [B, C, S, S].</summary>
    public string ContextMaps(string view) => Convolutions("context.conv", view);

    /// <summary>The first state from these maps.</summary>
    public string Context(string maps)
    {
        string seen = Pool("context.conv", model.Context.Pooling, maps);
        return Relu(Linear("context.state", Relu(Linear("context.hidden", seen))));
    }

    /// <summary>The saliency map on these maps.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="extents">Half the width and height of the largest patch [2], in units of l.</param>
    public OnnxSaliency Saliency(string maps, string extents)
    {
        ConvolutionShape shape = _plan.Convolutions("context.conv").Last().Convolution!;
        string places = graph.Add("Reshape", maps, graph.List(-1, shape.Filters, shape.OutputPlaces));
        string logits = graph.Add("Add", graph.Add("MatMul", Weight("location.saliency.weight"), places), Weight("location.saliency.bias"));
        return new(graph, graph.Add("Squeeze", logits, graph.List(1)), shape.OutputRows, shape.OutputColumns, extents);
    }

    /// <summary>The next location of the mean policy [B, 2], within [-1, 1].</summary>
    public string Location(string state)
    {
        string mean = Linear("location.mean", model.LocationHidden > 0 ? Relu(Linear("location.hidden", state)) : state);
        return Clamp(model.SquashMean ? graph.Add("Tanh", mean) : mean);
    }

    /// <summary>A mean [B, 2] as location, within [-1, 1].</summary>
    public string Clamp(string mean)
    {
        mean = model.SquashSample ? graph.Add("Tanh", mean) : mean;
        return graph.Add("Clip", mean, graph.Constant("least", [], [-1]), graph.Constant("most", [], [1]));
    }

    /// <summary>The probabilities of the classes [B, classes].</summary>
    public string Probabilities(string state) => graph.Add("Softmax", [Linear("action.scores", state)], ("axis", 1));

    /// <summary>The value estimate [B, 1].</summary>
    public string Value(string state) => Linear("baseline.value", state);

    private string Linear(string layer, string input) =>
        graph.Add("Gemm", [input, Weight($"{layer}.weight"), Weight($"{layer}.bias")], ("transB", 1));

    private string Convolve(string retina)
    {
        if (model.Convolution.Filters.Count == 0)
        {
            return retina;
        }
        int side = model.Sensor.PatchSide;
        string patches = graph.Add("Reshape", retina, graph.List(-1, model.Sensor.Scales * model.Channels, side, side));
        string[] seen = model.ConvolveScalesApart && model.Sensor.Scales > 1
            ? [.. graph.Split(patches, model.Sensor.Scales, axis: 1)
                .Select((scale, i) => Convolve($"glimpse.tower{i + 1}_conv", scale))]
            : [Convolve("glimpse.conv", patches)];
        return seen.Length == 1 ? seen[0] : graph.Add("Concat", seen, ("axis", 1));
    }

    private string Convolve(string stack, string images) => Pool(stack, model.ConvolutionPooling, Convolutions(stack, images));

    /// <summary>What the next layer reads [B, values] of the maps [B, filters, rows, columns] of a stack of convolutions.</summary>
    private string Pool(string stack, GlobalPooling pooling, string maps)
    {
        if (pooling == GlobalPooling.None)
        {
            return graph.Add("Flatten", maps);
        }
        if (pooling == GlobalPooling.Mean)
        {
            return graph.Add("Flatten", graph.Add("GlobalAveragePool", maps));
        }
        string most = graph.Add("Flatten", graph.Add("GlobalMaxPool", maps));
        if (pooling == GlobalPooling.Maximum)
        {
            return most;
        }
        ConvolutionShape shape = _plan.Convolutions(stack).Last().Convolution!;
        (int rows, int columns) = (shape.OutputRows, shape.OutputColumns);
        string places = graph.Add("Reshape", maps, graph.List(-1, shape.Filters, shape.OutputPlaces));
        string place = graph.Add("ArgMax", [places], ("axis", 2), ("keepdims", 0));
        return graph.Add("Concat", [most, Along("x", i => i % columns, columns), Along("y", i => i / columns, rows)], ("axis", 1));

        string Along(string axis, Func<int, int> index, int count)
        {
            float[] centres = [.. Enumerable.Range(0, shape.OutputPlaces).Select(i => ConvolutionShape.Centre(index(i), count))];
            string table = graph.Constant($"{stack}_place_{axis}", [shape.OutputPlaces], centres);
            return graph.Add("Mul", most, graph.Add("Gather", table, place));
        }
    }

    private string Convolutions(string stack, string images)
    {
        foreach (LayerPlan layer in _plan.Convolutions(stack))
        {
            ConvolutionShape shape = layer.Convolution!;
            images = Relu(graph.Add(
                "Conv", [images, Weight($"{layer.Name}.weight"), Weight($"{layer.Name}.bias")],
                ("kernel_shape", Square(shape.FilterSide)), ("strides", Square(shape.Stride)),
                ("pads", Enumerable.Repeat(shape.Padding, 4).ToArray())));
            images = shape.Pool == 1 ? images
                : graph.Add("MaxPool", [images], ("kernel_shape", Square(shape.Pool)), ("strides", Square(shape.Pool)));
        }
        return images;
    }

    /// <summary>Batch normalisation by the running statistics, as one product and one sum; nothing if the model has none.</summary>
    private string Normalise(string layer, string input, int glimpse)
    {
        if (!model.BatchNorm)
        {
            return input;
        }
        float[] weight = Find($"{layer}.weight").Values, bias = Find($"{layer}.bias").Values;
        float[] scale = new float[weight.Length], shift = new float[weight.Length];
        int row = model.BatchNormPerGlimpse ? Math.Min(glimpse, model.Glimpses - 1) * weight.Length : 0;
        for (int i = 0; i < weight.Length; i++)
        {
            double factor = weight[i] / Math.Sqrt(Find($"{layer}.running_var").Values[row + i] + Epsilon);
            (scale[i], shift[i]) = ((float)factor, (float)(bias[i] - factor * Find($"{layer}.running_mean").Values[row + i]));
        }
        return graph.Add("Add",
            graph.Add("Mul", input, graph.Constant($"{layer}.scale{row}", [weight.Length], scale)),
            graph.Constant($"{layer}.shift{row}", [weight.Length], shift));
    }

    private string Activate(string value) => model.GlimpseActivation == Activation.Relu ? Relu(value) : value;

    private string Relu(string value) => graph.Add("Relu", value);

    private string Weight(string name)
    {
        NamedTensor tensor = Find(name);
        return graph.Constant(name, tensor.Shape, tensor.Values);
    }

    private NamedTensor Find(string name) => weights.First(tensor => tensor.Name == name);

    private static int[] Square(int side) => [side, side];
}
