using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;

namespace Saccade.Cpu.Networks;

/// <summary>The network of a baseline classifier: logits from whole images.</summary>
internal interface IClassifierNetwork : IGradient, IDisposable
{
    /// <summary>The logits, a row for each image; the loss replaces them by its gradient.</summary>
    Matrix Logits { get; }

    /// <summary>Computes the logits of some images.</summary>
    void Forward(FrameBuffer images, int count);

    /// <summary>From the gradient of the logits to those of all weights.</summary>
    void Backward();
}
