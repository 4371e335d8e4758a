using System.Runtime.InteropServices;
using Saccade.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Saccade.Model;

/// <summary>Layers whose first weights come from a key rather than from a hidden generator.</summary>
public static class Layers
{
    /// <summary>A linear layer with weights and biases uniform in ±1/√inputs.</summary>
    /// <param name="inputs">Inputs of the layer.</param>
    /// <param name="outputs">Outputs of the layer.</param>
    /// <param name="key">Where the first weights come from.</param>
    /// <param name="bias">Whether the layer has biases.</param>
    public static Linear Linear(int inputs, int outputs, RandomKey key, bool bias = true)
    {
        NativeTorch.Load();
        Linear layer = nn.Linear(inputs, outputs, bias);
        Fill(layer.weight, layer.bias, inputs, key);
        return layer;
    }

    /// <summary>A convolution without padding, with weights and biases uniform in ±1/√(channels·side²).</summary>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="filters">Filters, the channels that come out.</param>
    /// <param name="side">Side of a filter in pixels.</param>
    /// <param name="stride">Pixels from one place of a filter to the next.</param>
    /// <param name="key">Where the first weights come from.</param>
    public static Conv2d Convolution(int channels, int filters, int side, int stride, RandomKey key)
    {
        NativeTorch.Load();
        // TorchSharp's own initialisation leaves a tensor behind; the layer's parameters belong to no scope.
        using DisposeScope scope = NewDisposeScope();
        Conv2d layer = nn.Conv2d(channels, filters, side, stride);
        Fill(layer.weight, layer.bias, checked(channels * side * side), key);
        return layer;
    }

    private static void Fill(Tensor weight, Tensor? bias, int inputs, RandomKey key)
    {
        FirstWeights.Fill(MemoryMarshal.Cast<byte, float>(weight.bytes), inputs, key.Fork("weight"));
        if (bias is not null)
        {
            FirstWeights.Fill(MemoryMarshal.Cast<byte, float>(bias.bytes), inputs, key.Fork("bias"));
        }
    }
}
