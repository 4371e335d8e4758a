using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;

namespace Saccade.Cpu.Networks;

/// <summary>A first layer that reads whole images, with a relu. It skips black pixels: they add nothing to a sum.</summary>
internal interface IImageLayer : IDisposable, IGradient
{
    /// <summary>Computes the outputs, a row for each image.</summary>
    void Forward(FrameBuffer images, Matrix features);

    /// <summary>Prepares the gradient of the weights for the same images.</summary>
    /// <param name="gradients">The gradient of the outputs, already gated by the relu; read until the weight gradients are written.</param>
    void Backward(Matrix gradients);
}
