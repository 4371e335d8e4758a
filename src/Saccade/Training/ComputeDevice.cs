namespace Saccade.Training;

/// <summary>The device of the Torch engine.</summary>
public enum ComputeDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU; needs libtorch's CUDA build.</summary>
    Cuda,
}
