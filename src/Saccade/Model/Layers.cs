using System.Runtime.InteropServices;
using Saccade.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Saccade.Model;

/// <summary>Linear layers whose first weights come from a key rather than from a hidden generator.</summary>
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
        double bound = 1 / Math.Sqrt(inputs);
        FillUniform(layer.weight, bound, key.Fork("weight"));
        if (bias)
        {
            FillUniform(layer.bias!, bound, key.Fork("bias"));
        }
        return layer;
    }

    private static void FillUniform(Tensor tensor, double bound, RandomKey key)
    {
        RandomStream stream = key.Stream();
        foreach (ref float value in MemoryMarshal.Cast<byte, float>(tensor.bytes))
        {
            value = (float)stream.NextDouble(-bound, bound);
        }
    }
}
