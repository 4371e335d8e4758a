namespace Saccade.Runtime;

/// <summary>Where TorchSharp computes.</summary>
public enum ComputeDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU; needs libtorch's CUDA build.</summary>
    Cuda,
}
