namespace Saccade.Networks;

/// <summary>One layer of a network: name, shape, initial weights and cost.</summary>
public sealed record LayerPlan
{
    /// <summary>Its name, such as <c>glimpse.what</c>; its tensors are called <c>NAME.weight</c>, <c>NAME.bias</c> and so on.</summary>
    public required string Name { get; init; }

    /// <summary>What it computes.</summary>
    public LayerKind Kind { get; init; }

    /// <summary>Its input in the paper's notation, such as ρ or h_{t−1}.</summary>
    public required string Input { get; init; }

    /// <summary>
    /// Its output, such as g_t. Layers of one network with the same output are summed, and the CPU engine computes them as one product: a
    /// second layer of a network needs an output with another name.
    /// </summary>
    public required string Output { get; init; }

    /// <summary>The shape of the weights of one output: [inputs], or [C, F, F] of a filter; of running statistics, [H] or [T, H].</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    /// <summary>The number of equal vectors that its input consists of: 2 for [h_g, h_l].</summary>
    public int InputParts { get; init; } = 1;

    /// <summary>Outputs, units or filters.</summary>
    public required int Outputs { get; init; }

    /// <summary>How its weights are initialised.</summary>
    public WeightStart Start { get; init; }

    /// <summary>Its number of uses in a forward pass of one image.</summary>
    public required int Uses { get; init; }

    /// <summary>The shape of a convolution; null for another layer.</summary>
    public ConvolutionShape? Convolution { get; init; }

    /// <summary>Whether it reads an input of the model, whose gradient is not needed.</summary>
    public bool IsFirst { get; init; }

    /// <summary>Whether only training uses it, like the baseline network.</summary>
    public bool TrainingOnly { get; init; }

    /// <summary>The network that it belongs to, such as <c>glimpse</c>: its name up to the first dot.</summary>
    public string Network => Name.Split('.')[0];

    /// <summary>Inputs of one output.</summary>
    public int Inputs => InputShape.Aggregate(1, (product, length) => checked(product * length));

    /// <summary>Trained weights and biases.</summary>
    public long Parameters => Kind == LayerKind.BatchNorm ? 2L * Outputs : (Inputs + 1L) * Outputs;

    /// <summary>Two floating-point operations for each multiply-add, at one use.</summary>
    public long FlopsPerUse => Kind == LayerKind.BatchNorm ? 0 : 2L * Inputs * Outputs * (Convolution?.Places ?? 1);

    /// <summary>Creates the plan of a linear layer, whose weights and biases start uniform in ±1/√inputs.</summary>
    /// <param name="name">Its name, such as <c>core.input</c>.</param>
    /// <param name="input">Its input in the paper's notation.</param>
    /// <param name="output">Its output.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="uses">Its number of uses in a forward pass of one image; that of a core is T.</param>
    public static LayerPlan Linear(string name, string input, string output, int inputs, int outputs, int uses) =>
        new() { Name = name, Input = input, Output = output, InputShape = [inputs], Outputs = outputs, Uses = uses };

    /// <summary>Its tensors in the order of checkpoints.</summary>
    public IEnumerable<TensorPlan> Tensors()
    {
        bool normalises = Kind == LayerKind.BatchNorm;
        yield return new(Name + ".weight", normalises ? [Outputs] : [Outputs, .. InputShape], IsTrained: true);
        yield return new(Name + ".bias", [Outputs], IsTrained: true);
        if (normalises)
        {
            yield return new(Name + ".running_mean", InputShape, IsTrained: false);
            yield return new(Name + ".running_var", InputShape, IsTrained: false);
        }
    }

    /// <summary>The initial values of one of its tensors; they depend only on the key and the tensor's name.</summary>
    /// <param name="tensor">The tensor, one of <see cref="Tensors"/>.</param>
    /// <param name="key">The key of the whole model.</param>
    public float[] InitialValues(TensorPlan tensor, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        float[] values = new float[tensor.Length];
        string part = tensor.Name[(Name.Length + 1)..];
        switch (Start)
        {
            case WeightStart.Identity when part == "weight":
                for (int unit = 0; unit < Outputs; unit++)
                {
                    values[unit * Inputs + unit] = 1;
                }
                break;
            case WeightStart.Normal when part is "weight" or "running_var":
                Array.Fill(values, 1);
                break;
            case WeightStart.Uniform:
                double bound = 1 / Math.Sqrt(Inputs);
                RandomStream stream = tensor.Name.Split('.').Aggregate(key, (parent, name) => parent.Fork(name)).Stream();
                foreach (ref float value in values.AsSpan())
                {
                    value = (float)stream.NextDouble(-bound, bound);
                }
                break;
        }
        return values;
    }
}
