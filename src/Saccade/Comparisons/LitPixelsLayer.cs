using System.Runtime.InteropServices;
using Saccade.Model;
using Saccade.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Saccade.Comparisons;

/// <summary>
/// A linear layer over whole images that reads the lit pixels only. A black pixel adds nothing to a sum, and of a digit
/// on a large frame nearly all are black: each lit one adds its row of weights, multiplied by its value.
/// </summary>
internal sealed class LitPixelsLayer : nn.Module<Tensor, Tensor>
{
    private readonly EmbeddingBag _rows;
    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <summary>Makes the layer with weights [pixels, units] and biases uniform in ±1/√pixels.</summary>
    public LitPixelsLayer(int pixels, int units, RandomKey key) : base("lit_pixels")
    {
        NativeTorch.Load();
        // What TorchSharp initialises by itself stays behind otherwise; the layer's parameters belong to no scope.
        using DisposeScope scope = NewDisposeScope();
        _rows = nn.EmbeddingBag(pixels, units, mode: EmbeddingBagMode.Sum);
        weight = new Parameter(zeros(pixels, units).DetachFromDisposeScope());
        bias = new Parameter(zeros(units).DetachFromDisposeScope());
        FirstWeights.Fill(MemoryMarshal.Cast<byte, float>(weight.bytes), pixels, key.Fork("weight"));
        FirstWeights.Fill(MemoryMarshal.Cast<byte, float>(bias.bytes), pixels, key.Fork("bias"));
        RegisterComponents();
    }

    /// <summary>Units [B, units] before rectification from pixels [B, pixels].</summary>
    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        // The bag is given the layer's own weights each time: it does not show its own, and a device may have replaced these.
        _rows.weight = weight;
        Tensor lit = images.ne(0), count = lit.sum(1), first = count.cumsum(0).sub(count);
        Tensor sums = _rows.forward(lit.nonzero().select(1, 1).contiguous(), first, images.masked_select(lit));
        return scope.MoveToOuter(sums.add(bias));
    }
}
