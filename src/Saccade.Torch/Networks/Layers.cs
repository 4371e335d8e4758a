using System.Runtime.InteropServices;
using Saccade.Torch.Native;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Torch.Networks;

/// <summary>Creates layers whose initial weights follow from a plan and a key rather than from a global random generator.</summary>
public static class Layers
{
    /// <summary>Creates a linear layer of a plan.</summary>
    /// <param name="plan">The layer.</param>
    /// <param name="key">The key of the whole model's weights.</param>
    public static Linear Linear(LayerPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        NativeTorch.Load();
        Linear layer = nn.Linear(plan.Inputs, plan.Outputs);
        Fill(plan, key, layer.weight, layer.bias!);
        return layer;
    }

    /// <summary>Creates a linear layer outside of a plan, with weights and biases uniform in ±1/√inputs.</summary>
    /// <param name="inputs">Inputs of the layer.</param>
    /// <param name="outputs">Outputs of the layer.</param>
    /// <param name="key">The key of this layer's weights.</param>
    public static Linear Linear(int inputs, int outputs, RandomKey key) => Linear(
        new LayerPlan { Name = "layer", Input = "inputs", Output = "outputs", InputShape = [inputs], Outputs = outputs, Uses = 1 }, key);

    /// <summary>Creates a convolution of a plan, with its padding but without its pooling.</summary>
    /// <param name="plan">The layer, whose inputs have the shape [C, F, F].</param>
    /// <param name="key">The key of the whole model's weights.</param>
    public static Conv2d Convolution(LayerPlan plan, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ConvolutionShape shape = plan.Convolution
            ?? throw new ArgumentException($"The layer '{plan.Name}' is not a convolution.", nameof(plan));
        NativeTorch.Load();
        // TorchSharp's own initialisation leaves a temporary tensor; the layer's parameters belong to no scope.
        using DisposeScope scope = NewDisposeScope();
        Conv2d layer = nn.Conv2d(shape.Channels, shape.Filters, shape.FilterSide, shape.Stride, shape.Padding);
        Fill(plan, key, layer.weight, layer.bias!);
        return layer;
    }

    /// <summary>The output of a layer after its activation.</summary>
    internal static Tensor Activate(Activation activation, Tensor x) => activation == Activation.Relu ? relu(x) : x;

    private static void Fill(LayerPlan plan, RandomKey key, Tensor weight, Tensor bias)
    {
        foreach (TensorPlan tensor in plan.Tensors())
        {
            Tensor target = tensor.Name.EndsWith(".bias", StringComparison.Ordinal) ? bias : weight;
            plan.InitialValues(tensor, key).CopyTo(MemoryMarshal.Cast<byte, float>(target.bytes));
        }
    }
}
