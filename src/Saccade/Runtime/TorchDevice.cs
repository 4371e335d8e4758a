using TorchSharp;

namespace Saccade.Runtime;

/// <summary>Finds the device of TorchSharp.</summary>
internal static class TorchDevice
{
    /// <summary>The device to put tensors on.</summary>
    /// <exception cref="SaccadeException">It is not there.</exception>
    public static torch.Device Of(ComputeDevice device)
    {
        NativeTorch.Load();
        if (device == ComputeDevice.Cuda && !torch.cuda.is_available())
        {
            throw new SaccadeException(
                "The device was cuda, but no GPU can be used: it needs libtorch's CUDA build (a package libtorch-cuda-… in place of libtorch-cpu-…) and an NVIDIA driver; leave --device out to compute on the processor.");
        }
        return device == ComputeDevice.Cuda ? torch.CUDA : torch.CPU;
    }
}
